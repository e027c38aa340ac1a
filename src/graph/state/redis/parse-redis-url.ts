import { RadiantError } from '../../../base/index.ts';

const DEFAULT_PORT = 6379;

/** Where a Redis server is, and as whom to talk to it. */
export interface RedisTarget {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly database: number;
}

/** Reads `redis://[[user]:password@]host[:port][/database]`, or `rediss://` for TLS. Throws INVALID_ARGUMENT; the message has no password. */
export function parseRedisUrl(text: string): RedisTarget {
  const url = URL.parse(text);
  if (url === null || !['redis:', 'rediss:'].includes(url.protocol) || url.hostname === '') {
    throw badUrl('it is no URL such as redis://host:6379/0 or rediss://user:password@host:6379');
  }
  if (url.search !== '' || url.hash !== '') throw badUrl('it has a query or a fragment; leave it out');
  const database = /^\/?(\d{0,5})$/.exec(url.pathname)?.[1];
  if (database === undefined) throw badUrl('its path must be the number of a database, such as /0');
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? DEFAULT_PORT : Number(url.port),
    tls: url.protocol === 'rediss:',
    user: decode(url.username),
    password: decode(url.password),
    database: Number(database),
  };
}

function decode(text: string): string | undefined {
  if (text === '') return undefined;
  try {
    return decodeURIComponent(text);
  } catch {
    throw badUrl('its user or password has a % that begins no two hexadecimal digits; write %25');
  }
}

function badUrl(why: string): RadiantError {
  return new RadiantError('INVALID_ARGUMENT', `the address of Redis cannot be used: ${why}`, {
    reason: 'BAD_STATE_URL',
  });
}
