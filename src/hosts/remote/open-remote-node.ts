import { RadiantError } from '../../base/index.ts';
import type { NodeExchange, RemoteCall, RemoteNode, WireMessage, WireProtocol } from '../../graph/index.ts';
import { connects } from './connects.ts';
import { GrpcClient } from './grpc/grpc-client.ts';
import { GRPC_METHODS } from './grpc/methods.table.ts';
import { requestWithoutMessage } from './grpc/request-without-message.ts';
import type { RestAnswer } from './rest/answer-reader.ts';
import { HEALTH_PATH, restTarget } from './rest/paths.ts';
import { RestClient } from './rest/rest-client.ts';
import { toMessage } from './rest/to-message.ts';

export interface Address {
  readonly host: string;
  readonly port: number;
}

export interface RemoteNodeOptions {
  /** The node's name in the graph. */
  readonly name: string;
  readonly protocol: WireProtocol;
  /** Where it listens for REST, for gRPC, or for both. At least one. */
  readonly rest?: Address | undefined;
  readonly grpc?: Address | undefined;
  /** Largest answer in bytes. */
  readonly maxAnswerBytes?: number;
  /** Largest answer over gRPC; `maxAnswerBytes` when left out. */
  readonly maxMessageBytes?: number | undefined;
  /** Told of every exchange that got an answer. */
  readonly observe?: (exchange: NodeExchange) => void;
}

const DEFAULT_MAX_ANSWER_BYTES = 2 ** 31 - 1;

/** Opens a node in another process. Connects on first use, keeps connections as long as the node does. Throws INVALID_ARGUMENT without an address. */
export function openRemoteNode(options: RemoteNodeOptions): RemoteNode {
  const {
    name,
    protocol,
    observe,
    maxAnswerBytes = DEFAULT_MAX_ANSWER_BYTES,
    maxMessageBytes = maxAnswerBytes,
  } = options;
  const rest = options.rest && new RestClient({ name, ...options.rest, maxAnswerBytes });
  const grpc = options.grpc && new GrpcClient({ name, ...options.grpc, maxAnswerBytes: maxMessageBytes });
  if (rest === undefined && grpc === undefined) {
    throw new RadiantError('INVALID_ARGUMENT', `${name}: a node elsewhere needs a REST or a gRPC port`, {
      reason: 'NODE_WITHOUT_ADDRESS',
    });
  }
  return {
    name,
    protocol,
    encodings: new Set([...(rest ? (['json'] as const) : []), ...(grpc ? (['protobuf'] as const) : [])]),
    send(call) {
      if (call.encoding === 'json' && rest !== undefined) return sendRest(rest, protocol, call, observe);
      if (call.encoding === 'protobuf' && grpc !== undefined) return sendGrpc(grpc, protocol, call, observe);
      return Promise.reject(noDoor(name, call));
    },
    async isReachable(how, signal) {
      const path = HEALTH_PATH[protocol];
      if (how === 'health' && rest !== undefined && path !== undefined) return rest.isHealthy(path, signal);
      const found = await Promise.all(
        [options.rest, options.grpc].map((at) => (at ? connects(at, signal) : Promise.resolve(true))),
      );
      return found.every(Boolean);
    },
    async close(signal) {
      await Promise.all([rest?.close(signal), grpc?.close(signal)]);
    },
  };
}

function sendRest(
  client: RestClient,
  protocol: WireProtocol,
  call: RemoteCall,
  observe: RemoteNodeOptions['observe'],
): Promise<WireMessage> {
  const { method, path } = restTarget(protocol, call.verb, call.modelName ?? client.name);
  const startedMs = performance.now();
  return client
    .send({
      method,
      path,
      message: call.message,
      headers: call.headers,
      deadlineMs: call.deadlineMs,
      signal: call.signal,
      mayResend: call.verb !== 'sendFeedback',
    })
    .then((answer) => {
      observe?.({ service: path, method: METHOD_LABELS[method], code: statusText(answer), seconds: since(startedMs) });
      return toMessage(client.name, protocol, answer);
    });
}

const METHOD_LABELS = { GET: 'get', POST: 'post' } as const;

function statusText({ head: { status } }: RestAnswer): string {
  return status === 200 ? '200' : String(status);
}

async function sendGrpc(
  client: GrpcClient,
  protocol: WireProtocol,
  call: RemoteCall,
  observe: RemoteNodeOptions['observe'],
): Promise<WireMessage> {
  const path = GRPC_METHODS[protocol][call.verb];
  if (path === undefined) {
    throw new RadiantError('UNIMPLEMENTED', `${client.name}: ${protocol} over gRPC has no ${call.verb}`, {
      reason: 'METHOD_NOT_IN_PROTOCOL',
    });
  }
  const startedMs = performance.now();
  const bytes = call.message?.bytes ?? requestWithoutMessage(protocol, call.verb, call.modelName ?? client.name);
  const { headers, deadlineMs, signal } = call;
  const answer = await client.send({ path, bytes, headers, deadlineMs, signal });
  observe?.({ service: path, method: 'unary', code: answer.code, seconds: since(startedMs) });
  if (answer.error !== undefined) throw answer.error;
  return { protocol, encoding: 'protobuf', bytes: answer.bytes, contentType: undefined };
}

function since(startedMs: number): number {
  return (performance.now() - startedMs) / 1000;
}

function noDoor(name: string, { encoding }: RemoteCall): RadiantError {
  const what = encoding === 'json' ? 'REST' : 'gRPC';
  return new RadiantError('FAILED_PRECONDITION', `${name} cannot be called over ${what}: it has no ${what} port`, {
    reason: 'NODE_WITHOUT_ADDRESS',
  });
}
