import { connect } from 'node:net';

/** True when something takes a TCP connection there before the signal fires. */
export function connects(
  { host, port }: { readonly host: string; readonly port: number },
  signal: AbortSignal,
): Promise<boolean> {
  if (signal.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (isThere: boolean): void => {
      signal.removeEventListener('abort', giveUp);
      socket.destroy();
      resolve(isThere);
    };
    const giveUp = (): void => end(false);
    signal.addEventListener('abort', giveUp, { once: true });
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}
