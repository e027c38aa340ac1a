import { RadiantError } from '../../../base/index.ts';
import type { Address } from '../../remote/index.ts';

/** Reads `http://host:port`, `grpc://host:port` or `host:port`. Throws INVALID_ARGUMENT naming the parameter. */
export function readEndpoint(parameter: string, text: string | undefined): Address | undefined {
  if (text === undefined) return undefined;
  const url = URL.parse(/^[a-z]+:\/\//i.test(text) ? text.replace(/^(grpc|grpcs):/i, 'http:') : `http://${text}`);
  const isPlain = url !== null && (url.pathname === '/' || url.pathname === '') && url.search === '';
  if (isPlain && url.protocol === 'http:' && url.hostname !== '') {
    return { host: url.hostname.replace(/^\[|\]$/g, ''), port: url.port === '' ? 80 : Number(url.port) };
  }
  throw new RadiantError(
    'INVALID_ARGUMENT',
    `parameter ${parameter} is ${JSON.stringify(text)}: write http://host:port or host:port (without TLS and path)`,
    { reason: 'BAD_PARAMETER' },
  );
}
