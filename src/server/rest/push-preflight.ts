import type { IncomingMessage } from 'node:http';

const PREFLIGHT_METHODS = 'DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT';

/** Adds the answer to a browser's question before the real request; nothing when it is no such question. */
export function pushPreflight(headers: string[], req: IncomingMessage): void {
  if (req.headers.origin === undefined || req.headers['access-control-request-method'] === undefined) return;
  headers.push('Access-Control-Allow-Methods', PREFLIGHT_METHODS);
  const asked = req.headers['access-control-request-headers'];
  if (asked === undefined) return;
  const names = asked
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length > 0) headers.push('Access-Control-Allow-Headers', names.sort().join(', '));
}
