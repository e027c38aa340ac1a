import { ERROR_CODES, RadiantError } from '../../../base/index.ts';
import type { RequestObserver } from '../../../observe/index.ts';
import type { Outcome } from '../../../payload/index.ts';
import { WireReader } from '../../../protocols/protobuf/index.ts';
import {
  decodeGrpc,
  decodeGrpcRaw,
  type EncodeGrpcOptions,
  encodeGrpc,
  encodeMetadataGrpc,
  metricsOfRawMessage,
  SELDON_GRPC_SERVICES,
  type SeldonCallMethod,
  type SeldonGrpcMethod,
} from '../../../protocols/seldon/index.ts';
import type { Service } from '../../service/index.ts';
import type { UnaryMethod } from '../call/method.ts';
import { grpcCode } from '../status/grpc-status.ts';
import { brokenMessage } from './broken-message.ts';
import { SeldonCall } from './seldon-call.ts';

type Handler = UnaryMethod['call'];

/** The methods of every Seldon service, over one component. */
export function seldonMethods(service: Service): readonly UnaryMethod[] {
  const methods: UnaryMethod[] = [];
  for (const [serviceName, byName] of Object.entries(SELDON_GRPC_SERVICES)) {
    for (const [name, method] of Object.entries(byName)) {
      const observer = service.metrics.requests(method.verb === 'graphMetadata' ? 'metadata' : method.verb, 'grpc');
      methods.push({
        kind: 'unary',
        path: `/${serviceName}/${name}`,
        call: handlerOf(service, method),
        ended: countOn(observer),
      });
    }
  }
  return methods;
}

/** Counts calls by the number of their status. */
export function countOn(observer: RequestObserver): NonNullable<UnaryMethod['ended']> {
  return (error, durationMs) => {
    observer.observe(error === undefined ? 0 : ERROR_CODES[grpcCode(error)].grpc, durationMs / 1000);
  };
}

function handlerOf(service: Service, method: SeldonGrpcMethod): Handler {
  switch (method.verb) {
    case 'metadata':
      return describing(method.input, () => encodeMetadataGrpc(service.metadata));
    case 'graphMetadata':
      return describing(method.input, () => {
        throw new RadiantError('UNIMPLEMENTED', 'GraphMetadata is not available: a single component has no graph', {
          reason: 'NO_GRAPH',
        });
      });
    default:
      return calling(service, method);
  }
}

/** Reads, runs, answers. Nothing is awaited when the component answers at once. */
function calling(service: Service, method: SeldonCallMethod): Handler {
  const { settings } = service;
  const { verb } = method;
  const decodeOptions = { unitName: settings.unitId };
  const encodeOptions: EncodeGrpcOptions = {
    unitName: settings.unitId,
    unitImage: settings.image,
    includeMetrics: settings.metricsInAnswer,
  };
  const wantsMessage = service.wantsMessage(verb, 'protobuf');
  const countRaw = (outcome: Outcome): void => {
    if (outcome.payload.kind !== 'message') return;
    const metrics = metricsOfRawMessage(outcome.payload);
    if (metrics.length > 0) service.metrics.recordCustom(verb, metrics);
  };
  return (message, context) => {
    const request = brokenMessage(() =>
      wantsMessage ? decodeGrpcRaw(method, message) : decodeGrpc(method, message, decodeOptions),
    );
    const finish = (outcome: Outcome): Uint8Array => {
      countRaw(outcome);
      return encodeGrpc(method, request, outcome, encodeOptions);
    };
    const outcome = service.run(new SeldonCall(verb, request, context));
    return outcome instanceof Promise ? outcome.then(finish) : finish(outcome);
  };
}

/** A method whose message says nothing: it is only checked to be one. */
function describing(input: string, describe: () => Uint8Array): Handler {
  return (message) => {
    brokenMessage(() => {
      const reader = new WireReader(message, input);
      while (reader.position < reader.end) reader.skip(reader.tag());
    });
    return describe();
  };
}
