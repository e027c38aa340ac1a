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

/** The caller's headers that nodes get, names and values in turn as in `headers`. Of gRPC its own (`grpc-...`) are kept back too. */
export function passHeaders(headers: readonly string[], puid: string): readonly string[] {
  const passed = ['seldon-puid', puid];
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = (headers[i] as string).toLowerCase();
    if (KEPT_BACK.has(name) || name.startsWith(':') || name.startsWith('grpc-')) continue;
    passed.push(name, headers[i + 1] as string);
  }
  return passed;
}
