import { RadiantError } from '../../base/index.ts';
import type { Bucket } from '../buckets/bucket.ts';
import { type Checksum, checksumFromBase64 } from '../checksums/checksum.ts';
import type { ModelUri } from '../model-uri.ts';
import { toConnectionError } from '../requests/connection-error.ts';
import type { HttpAnswer, HttpRequest } from '../requests/http-client.ts';
import { readFailure, type StoreFailure, toStoreError } from '../requests/store-failure.ts';
import { withRetries } from '../requests/with-retries.ts';
import type { RemoteObject, RemoteScheme } from '../scheme.ts';
import type { StorageContext } from '../storage-context.ts';

/** One file behind http or https. User and password may stand before the host; RADIANT_HTTP_TOKEN becomes a bearer token. */
export const httpScheme: RemoteScheme = {
  forms: ['https://host/model.joblib', 'https://host/model.tar.gz'],
  open: async (uri, context) => ({
    kind: 'objects',
    isSingle: true,
    objects: [await openHttpObject(uri, readAddress(uri, context), context)],
  }),
  openBucket: (uri, context) => Promise.resolve({ bucket: openServer(uri, context), path: '' }),
};

/** Files below an address. A web server lists nothing. */
function openServer(uri: ModelUri, context: StorageContext): Bucket {
  const { url: base, ...address } = readAddress(uri, context);
  const urlOf = (key: string): URL =>
    new URL(
      `${base.origin}${base.pathname.replace(/\/$/, '')}/${key.split('/').map(encodeURIComponent).join('/')}${base.search}`,
    );
  return {
    list: () => Promise.resolve([]),
    find: async (key) => await openHttpObject(uri, { ...address, url: urlOf(key) }, context),
    object: (key, facts) => ({
      ...facts,
      hasRanges: facts.sizeBytes !== undefined,
      explain: (failure) => explain(failure, uri.shown),
      request: (range) => ({
        ...address,
        url: urlOf(key),
        headers: { ...address.headers, ...(range === undefined ? {} : { range }) },
      }),
    }),
  };
}

export interface HttpAddress {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly verifyTls?: boolean;
}

/** Asks for the facts of one file: by HEAD, or by its first byte where HEAD is refused. */
export async function openHttpObject(
  { shown }: Pick<ModelUri, 'shown'>,
  address: HttpAddress,
  context: StorageContext,
  name = nameOf(address.url),
): Promise<RemoteObject> {
  const facts = await withRetries(context, async () => {
    const head = await ask(context, { ...address, method: 'HEAD' });
    if (isOk(head)) return head;
    // Signed addresses are often good for GET only.
    const first = await ask(context, { ...address, headers: { ...address.headers, range: 'bytes=0-0' } });
    if (isOk(first)) {
      first.body.destroy();
      return first;
    }
    throw toStoreError(await readFailure(first), shown, (failure) => explain(failure, shown));
  });
  const { headers, status } = facts;
  const etag = headers.etag;
  const sizeBytes = readSize(facts);
  return {
    path: name,
    sizeBytes,
    version: [etag ?? '', headers['last-modified'] ?? '', sizeBytes ?? '', readChecksum(facts)?.hex ?? ''].join(' '),
    checksum: readChecksum(facts),
    hasRanges: status === 206 || headers['accept-ranges'] === 'bytes',
    etag,
    explain: (failure) => explain(failure, shown),
    request: (range) => ({ ...address, headers: { ...address.headers, ...(range === undefined ? {} : { range }) } }),
  };
}

async function ask(context: StorageContext, request: HttpRequest): Promise<HttpAnswer> {
  const answer = await context.http.send(request, context.signal);
  if (answer.status === 408 || answer.status === 429 || answer.status >= 500) {
    const failure = await readFailure(answer);
    // 501 is how some say that they do not know HEAD.
    if (!(request.method === 'HEAD' && answer.status === 501)) throw toStoreError(failure, request.url.pathname);
  }
  if (request.method === 'HEAD') {
    answer.body.on('error', (thrown) => toConnectionError(thrown, answer.url, context.signal));
    answer.body.resume();
  }
  return answer;
}

function isOk({ status }: HttpAnswer): boolean {
  return status >= 200 && status < 300;
}

function readSize({ headers, status }: HttpAnswer): number | undefined {
  if (status === 206) {
    const total = /\/(\d+)$/.exec(headers['content-range'] ?? '')?.[1];
    return total === undefined ? undefined : Number(total);
  }
  if (headers['content-encoding'] !== undefined && headers['content-encoding'] !== 'identity') return undefined;
  const length = headers['content-length'];
  return length !== undefined && /^\d{1,15}$/.test(length) ? Number(length) : undefined;
}

/** Content-MD5 (RFC 1864), and the digest fields of RFC 9530. Of a partial answer they count the part only. */
function readChecksum({ headers, status }: HttpAnswer): Checksum | undefined {
  if (status === 206) return undefined;
  const digests = [headers['repr-digest'], headers['content-digest']].flat().join(',');
  const sha256 = /sha-256=:([A-Za-z0-9+/=]+):/.exec(digests)?.[1];
  if (sha256 !== undefined) return checksumFromBase64('sha256', sha256);
  const md5 = headers['content-md5'];
  return typeof md5 === 'string' ? checksumFromBase64('md5', md5) : undefined;
}

function readAddress({ text, shown }: ModelUri, { environment }: StorageContext): HttpAddress {
  if (!URL.canParse(text)) {
    throw new RadiantError('INVALID_ARGUMENT', `${shown} is not a URL`, { reason: 'INVALID_URI' });
  }
  const url = new URL(text);
  const { username, password } = url;
  url.username = '';
  url.password = '';
  url.hash = '';
  const token = environment.RADIANT_HTTP_TOKEN;
  if (username !== '') {
    const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    return { url, headers: { authorization: `Basic ${Buffer.from(pair).toString('base64')}` } };
  }
  return { url, headers: token ? { authorization: `Bearer ${token}` } : {} };
}

function nameOf({ pathname }: URL): string {
  const last = pathname.split('/').findLast((name) => name !== '') ?? '';
  try {
    return decodeURIComponent(last).replaceAll('/', '_') || 'model';
  } catch {
    return last;
  }
}

function explain({ status, url }: StoreFailure, shown: string): RadiantError | undefined {
  if (status !== 401 && status !== 403) return undefined;
  const [code, reason] =
    status === 401
      ? (['UNAUTHENTICATED', 'NO_CREDENTIALS'] as const)
      : (['PERMISSION_DENIED', 'STORAGE_FORBIDDEN'] as const);
  return new RadiantError(
    code,
    `${url.host} answers ${status} for ${shown}: set RADIANT_HTTP_TOKEN (a bearer token), or put USER:PASSWORD@ before the host`,
    { reason },
  );
}
