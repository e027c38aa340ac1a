import type { DoorOptions } from '../door.ts';
import type { Endpoints, FindEndpoint } from './endpoint.ts';
import { invocationsProtocol } from './invocations/invocations-protocol.ts';
import { serviceEndpoints } from './service-endpoints.ts';
import { tensorflowProtocol } from './tensorflow/tensorflow-protocol.ts';
import { v2Protocol } from './v2/v2-protocol.ts';

/** What a protocol adds to the REST door. No two protocols have a path in common. */
export interface RestProtocol {
  /** Whole paths. */
  readonly endpoints: Endpoints;
  /** Paths with names in them. Asked in the order of the table until one answers. */
  readonly find?: FindEndpoint;
  /** The path of its OpenAPI document, which the doc page shows together with the others. */
  readonly openApiPath: string;
}

/** The protocols of the REST door. `openApiPaths` are those of all, for the doc page. */
export const REST_PROTOCOLS: Readonly<Record<string, (options: DoorOptions) => RestProtocol>> = {
  mlflow: invocationsProtocol,
  seldon: ({ service }) => ({ endpoints: serviceEndpoints(service), openApiPath: '/seldon.json' }),
  tensorflow: tensorflowProtocol,
  v2: v2Protocol,
};
