/** Headers of one connection, those that describe the body, and those that the door answers for. */
const KEPT_BACK: ReadonlySet<string> = new Set([
  'accept-encoding',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'expect',
  'host',
  'http2-settings',
  'inference-header-content-length',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'seldon-puid',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** The caller's headers that nodes get, names and values in turn. Of gRPC its own (`grpc-...`) are kept back too. */
export function passHeaders(headers: Iterable<readonly [string, string]>, puid: string): readonly string[] {
  const passed = ['seldon-puid', puid];
  for (const [given, value] of headers) {
    const name = given.toLowerCase();
    if (!KEPT_BACK.has(name) && !name.startsWith(':') && !name.startsWith('grpc-')) passed.push(name, value);
  }
  return passed;
}
