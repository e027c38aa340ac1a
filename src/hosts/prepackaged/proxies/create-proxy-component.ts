import { type Log, RadiantError } from '../../../base/index.ts';
import type { RemoteNode, WireMessage } from '../../../graph/index.ts';
import type { Call, Component, Input, JsonObject, Outcome } from '../../../payload/index.ts';

/** How a server elsewhere is spoken to. */
export interface ProxyManner {
  /** The program, as messages call it: `TensorFlow Serving`. */
  readonly program: string;
  readonly metadata: JsonObject;
  /** The request for an input: JSON or protobuf, as `message.encoding` says. May ask the node first. */
  encode(input: Input, call: Call): WireMessage | Promise<WireMessage>;
  decode(answer: WireMessage, call: Call): Outcome;
}

const CHECK_MS = 2000;

/** What Triton says of a model that answers in streams only. */
const STREAMS_ONLY = /decoupled/i;

/** A component whose answers come from a server in another process, under the name that it has there. */
export async function createProxyComponent(
  node: RemoteNode,
  modelName: string,
  { program, metadata, encode, decode }: ProxyManner,
  log: Log,
): Promise<Component> {
  const { name } = node;
  let isReachable = await node.isReachable('connect', AbortSignal.timeout(CHECK_MS));
  let isChecking = false;
  let isClosed = false;
  if (!isReachable) log.warning(`${name}: ${program} cannot be reached yet; requests fail until it can`);
  const check = (): void => {
    if (isChecking) return;
    isChecking = true;
    void node.isReachable('connect', AbortSignal.timeout(CHECK_MS)).then((found) => {
      isReachable = found;
      isChecking = false;
    });
  };
  return {
    name,
    info: { verbs: new Set(['predict']), rawVerbs: new Set(), takesTensors: true, metadata },
    async call(call: Call): Promise<Outcome> {
      const [input] = call.inputs;
      if (input === undefined || call.verb !== 'predict') {
        throw new RadiantError('UNIMPLEMENTED', `${name} has no ${call.verb}`, { reason: 'HOOK_NOT_IMPLEMENTED' });
      }
      try {
        const message = await encode(input, call);
        const { deadlineMs, signal } = call;
        const { encoding } = message;
        const answer = await node.send({
          verb: 'predict',
          message,
          encoding,
          headers: [],
          modelName,
          deadlineMs,
          signal,
        });
        isReachable = true;
        return decode(answer, call);
      } catch (thrown) {
        throw toOwnError(thrown, program);
      }
    },
    isReady() {
      if (isClosed) return false;
      // Whoever asks gets what was known last; the next one gets what is true now.
      check();
      return isReachable;
    },
    watchReady(listener) {
      // The other server tells nobody; only while somebody watches is it asked.
      const timer = setInterval(() => {
        check();
        listener();
      }, CHECK_MS);
      timer.unref();
      return () => clearInterval(timer);
    },
    async close(signal) {
      isClosed = true;
      await node.close(signal);
    },
  };
}

/** The other server's own error body is of its protocol; the caller's may be another. */
function toOwnError(thrown: unknown, program: string): unknown {
  if (!(thrown instanceof RadiantError)) return thrown;
  if (STREAMS_ONLY.test(thrown.message)) return streamsOnly(thrown, program);
  if (thrown.reason !== 'USER_RESPONSE') return thrown;
  const { code, message, httpStatus } = thrown;
  return new RadiantError(code, `${program}: ${message}`, {
    reason: 'MICROSERVICE_INTERNAL_ERROR',
    ...(httpStatus === undefined ? {} : { httpStatus }),
    cause: String(message),
  });
}

function streamsOnly({ message, cause }: RadiantError, program: string): RadiantError {
  const hint = `a proxy asks for one answer each time and does not stream: ask ${program} itself`;
  return new RadiantError('UNIMPLEMENTED', `${program}: ${message}; ${hint}`, { reason: 'STREAMS_ONLY', cause });
}
