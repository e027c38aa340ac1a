import type { AddressInfo, Server } from 'node:net';
import { RadiantError } from '../base/index.ts';

export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  /** What listens, for messages: `REST`. */
  readonly what: string;
  /** The option that changes the port: `--http-port`. */
  readonly option: string;
}

/** Binds a server and gives the port that it got. Rejects with FAILED_PRECONDITION that names the port and the option. */
export function listen(server: Server, options: ListenOptions): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const onError = (cause: NodeJS.ErrnoException): void => reject(describe(cause, options));
  server.once('error', onError);
  server.listen(options.port, options.host, () => {
    server.off('error', onError);
    resolve((server.address() as AddressInfo).port);
  });
  return promise;
}

function describe(cause: NodeJS.ErrnoException, options: ListenOptions): RadiantError {
  const { host, port, what, option } = options;
  const place = `port ${port} (${what})`;
  switch (cause.code) {
    case 'EADDRINUSE':
      return refuse(
        'PORT_IN_USE',
        `${place} is in use by another program: stop that one, or choose another port with ${option}`,
        cause,
      );
    case 'EACCES':
      return refuse(
        'PORT_FORBIDDEN',
        `${place} may not be bound by this user: choose one above 1023 with ${option}`,
        cause,
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return refuse('BAD_HOST', `${what} cannot listen on ${host}: that is no address of this machine`, cause);
    default:
      return refuse('CANNOT_LISTEN', `${place} cannot be bound: ${cause.message}`, cause);
  }
}

function refuse(reason: string, message: string, cause: unknown): RadiantError {
  return new RadiantError('FAILED_PRECONDITION', message, { reason, cause });
}
