/** Answers smaller than this are not worth compressing. */
export const MIN_GZIP_BYTES = 1024;

/** Level 1 is the default, for most answers are made once and sent once. */
export function gzipBody(body: Uint8Array, level = 1): Promise<Uint8Array> {
  // Loaded by the first answer that is compressed, not with every start.
  const { gzip } = process.getBuiltinModule('node:zlib');
  return new Promise((resolve, reject) => {
    gzip(body, { level }, (error, result) => (error === null ? resolve(result) : reject(error)));
  });
}

/** True when the header Accept-Encoding allows gzip. */
export function acceptsGzip(acceptEncoding: string | undefined): boolean {
  if (acceptEncoding === undefined) return false;
  let any = false;
  for (const item of acceptEncoding.toLowerCase().split(',')) {
    const [coding, ...parameters] = item.split(';').map((part) => part.trim());
    const isAllowed = !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
    if (coding === 'gzip' || coding === 'x-gzip') return isAllowed;
    if (coding === '*') any = isAllowed;
  }
  return any;
}
