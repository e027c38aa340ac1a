import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:http2';

/** What can be asked of a container. */
export type Door = 'rest' | 'grpc';

const HOST = '127.0.0.1';
const TIMEOUT_MS = 1000;

/** Whether something speaks at a port. A connection is not enough: the engine itself accepts those before the program listens. */
export const ANSWERS: Readonly<Record<Door, (port: number, path: string) => Promise<boolean>>> = {
  rest: answersHttp,
  grpc: answersHttp2,
};

/** An answer of any status shows that something speaks HTTP; 503 says that it is not ready yet. */
async function answersHttp(port: number, path: string): Promise<boolean> {
  const call = request({ host: HOST, port, path, timeout: TIMEOUT_MS, agent: false });
  call.once('timeout', () => call.destroy());
  call.end();
  try {
    const [answer] = (await once(call, 'response')) as [IncomingMessage];
    answer.resume();
    return answer.statusCode !== 503;
  } catch {
    return false;
  }
}

/** A server of HTTP/2 tells its settings first. */
async function answersHttp2(port: number): Promise<boolean> {
  const session = connect(`http://${HOST}:${port}`);
  try {
    await once(session, 'remoteSettings', { signal: AbortSignal.timeout(TIMEOUT_MS) });
    return true;
  } catch {
    return false;
  } finally {
    session.on('error', () => {});
    session.destroy();
  }
}
