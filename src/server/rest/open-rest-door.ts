import { encodeErrorRest } from '../../protocols/seldon/index.ts';
import type { Door, DoorOptions } from '../door.ts';
import { docEndpoints } from './docs/doc-endpoints.ts';
import type { Endpoint, FindEndpoint } from './endpoint.ts';
import { findModelPath } from './models/model-paths.ts';
import { openHttpDoor } from './open-http-door.ts';
import { REST_PROTOCOLS } from './rest-protocols.table.ts';

/** Opens the REST door of a service: every protocol and the doc page. Rejects with FAILED_PRECONDITION when the port cannot be bound. */
export function openRestDoor(options: DoorOptions): Promise<Door> {
  const { service } = options;
  const format = { jsonAsAscii: service.settings.json.asciiOnly };
  const protocols = Object.values(REST_PROTOCOLS).map((open) => open(options));
  const endpoints = new Map<string, Endpoint>(docEndpoints(protocols.map(({ openApiPath }) => openApiPath)));
  for (const protocol of protocols) for (const [path, endpoint] of protocol.endpoints) endpoints.set(path, endpoint);
  return openHttpDoor({
    ...options,
    endpoints,
    findEndpoint: findInOrder([...protocols.flatMap(({ find }) => find ?? []), findModelPath(options)]),
    encodeError: (error) => encodeErrorRest(error, format).body.toString(),
    metrics: service.metrics,
    hint: '/api/v1.0/doc/ shows every path of this server',
    what: 'REST',
    option: '--http-port',
  });
}

function findInOrder(finders: readonly FindEndpoint[]): FindEndpoint {
  return (path, req) => {
    for (const find of finders) {
      const endpoint = find(path, req);
      if (endpoint !== undefined) return endpoint;
    }
    return undefined;
  };
}
