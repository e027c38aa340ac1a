import { RadiantError } from '../base/index.ts';

export interface ListenPlace {
  readonly host: string;
  readonly port: number;
  /** What listens, for messages: `REST`. */
  readonly what: string;
  /** The option that changes the port: `--http-port`. */
  readonly option: string;
}

/** Why a port cannot be bound, in words that name the port and the option that changes it. */
export function toListenError(thrown: unknown, { host, port, what, option }: ListenPlace): RadiantError {
  if (thrown instanceof RadiantError) return thrown;
  const { code, message } = thrown as NodeJS.ErrnoException;
  const place = `port ${port} (${what})`;
  const error = (reason: string, text: string): RadiantError =>
    new RadiantError('FAILED_PRECONDITION', text, { reason, cause: thrown });
  switch (code) {
    case 'EADDRINUSE':
      return error(
        'PORT_IN_USE',
        `${place} is in use by another program: stop that one, or choose another port with ${option}`,
      );
    case 'EACCES':
      return error('PORT_FORBIDDEN', `${place} may not be bound by this user: choose one above 1023 with ${option}`);
    case 'EADDRNOTAVAIL':
    case 'EAI_AGAIN':
    case 'ENOTFOUND':
      return error('BAD_HOST', `${what} cannot listen on ${host}: that is no address of this machine`);
    default:
      return error('CANNOT_LISTEN', `${place} cannot be bound: ${message}`);
  }
}
