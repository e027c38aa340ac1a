import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { RadiantError } from '../../base/index.ts';
import type { ChangeLine, DaemonView, DeploymentView } from './admin-api.ts';
import type { Daemon } from './open-daemon.ts';

/** The daemon as the commands see it. Every method rejects with what the daemon said, or UNAVAILABLE when there is none. */
export interface DaemonClient extends Omit<Daemon, 'close' | 'view'> {
  describe(): Promise<DaemonView>;
  /** Ends the daemon and with it all deployments. */
  end(): Promise<void>;
}

/** Talks to the daemon on its socket. */
export function createDaemonClient(socketPath: string): DaemonClient {
  const send = async (method: string, path: string, body?: unknown): Promise<IncomingMessage> => {
    const call = request({ socketPath, method, path });
    call.end(body === undefined ? undefined : JSON.stringify(body));
    try {
      const [answer] = (await once(call, 'response')) as [IncomingMessage];
      if (answer.statusCode === 200) return answer;
      throw toError(await text(answer));
    } catch (thrown) {
      throw thrown instanceof RadiantError ? thrown : noDaemon(thrown);
    }
  };
  const ask = async <T>(method: string, path: string): Promise<T> =>
    JSON.parse(await text(await send(method, path))) as T;
  const change = async (
    method: string,
    path: string,
    body: unknown,
    say: (words: string) => void,
  ): Promise<DeploymentView> => {
    for await (const line of createInterface({ input: await send(method, path, body) })) {
      const step = JSON.parse(line) as ChangeLine;
      if (step.type === 'progress') say(step.text);
      else if (step.type === 'done') return step.deployment;
      else throw new RadiantError('FAILED_PRECONDITION', step.message, { reason: step.reason });
    }
    throw new RadiantError('UNAVAILABLE', 'the daemon ended during the change; apply again', {
      reason: 'DAEMON_ENDED',
    });
  };
  const one = (namespace: string, name: string): string =>
    `/v1/deployments/${encodeURIComponent(namespace)}/${encodeURIComponent(name)}`;
  return {
    describe: () => ask('GET', '/v1/daemon'),
    end: () => ask('DELETE', '/v1/daemon'),
    list: () => ask('GET', '/v1/deployments'),
    find: (namespace, name) => ask('GET', one(namespace, name)),
    apply: (body, say) => change('POST', '/v1/deployments', body, say),
    amend: (namespace, name, written, say) => change('PUT', one(namespace, name), { written }, say),
    remove: (namespace, name) => ask('DELETE', one(namespace, name)),
    history: (namespace, name) => ask('GET', `${one(namespace, name)}/history`),
    undo: (namespace, name, revision, say) => change('POST', `${one(namespace, name)}/undo`, { revision }, say),
  };
}

function toError(body: string): RadiantError {
  const { message, reason } = JSON.parse(body) as { message: string; reason: string };
  return new RadiantError('FAILED_PRECONDITION', message, { reason });
}

function noDaemon(cause: unknown): RadiantError {
  return new RadiantError(
    'UNAVAILABLE',
    'nothing is deployed on this machine: radiant apply -f FILE starts something',
    {
      reason: 'NO_DAEMON',
      cause,
    },
  );
}
