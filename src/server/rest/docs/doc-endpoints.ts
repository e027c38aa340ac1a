import type { Endpoint } from '../endpoint.ts';
import type { Exchange } from '../exchange.ts';
import { acceptsGzip, gzipBody } from '../gzip-body.ts';
import { docPage, docScript } from './doc-page.ts';
import { readSwaggerFile, SWAGGER_FILES } from './swagger-files.ts';

const DOC_PATH = '/api/v1.0/doc';
const CACHE_A_DAY = ['Cache-Control', 'public, max-age=86400'];

/** The doc page with everything it loads. It shows the OpenAPI documents of these paths as one. */
export function docEndpoints(openApiPaths: readonly string[]): Map<string, Endpoint> {
  const endpoints = new Map<string, Endpoint>();
  const add = (path: string, handle: (exchange: Exchange) => void): void => {
    endpoints.set(path, { get: true, post: false, label: 'other', readsBody: false, handle });
  };
  const script = docScript(openApiPaths);
  add(DOC_PATH, (exchange) => {
    // Relative: behind a prefix the browser stays there.
    exchange.answer(308, 'text/html; charset=utf-8', '<a href="doc/">doc/</a>', ['Location', 'doc/']);
  });
  add(`${DOC_PATH}/`, (exchange) => exchange.answer(200, 'text/html; charset=utf-8', docPage()));
  add(`${DOC_PATH}/start.js`, (exchange) => exchange.answer(200, 'text/javascript; charset=utf-8', script));
  for (const [name, contentType] of SWAGGER_FILES) {
    add(`${DOC_PATH}/${name}`, serveFile(name, contentType));
  }
  return endpoints;
}

interface PackedFile {
  readonly plain: Uint8Array;
  readonly packed: Uint8Array;
}

/** Reads and packs the file when it is asked for first, and keeps it. */
function serveFile(name: string, contentType: string): (exchange: Exchange) => void {
  let loading: Promise<PackedFile> | undefined;
  const load = async (): Promise<PackedFile> => {
    const plain = await readSwaggerFile(name);
    return { plain, packed: await gzipBody(plain, 6) };
  };
  return (exchange) => {
    exchange.watchClient();
    loading ??= load();
    loading.then(
      ({ plain, packed }) => {
        if (acceptsGzip(exchange.req.headers['accept-encoding'])) {
          exchange.answerEncoded(200, contentType, packed, 'gzip', CACHE_A_DAY);
        } else {
          exchange.answer(200, contentType, plain, CACHE_A_DAY);
        }
      },
      (thrown) => {
        loading = undefined;
        exchange.fail(thrown);
      },
    );
  };
}
