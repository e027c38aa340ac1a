import { RadiantError } from '../../base/index.ts';
import type { Bucket, KnownObject } from '../buckets/bucket.ts';
import { type Checksum, checksumFromBase64 } from '../checksums/checksum.ts';
import { askStoreForJson } from '../requests/ask-store.ts';
import type { HttpRequest } from '../requests/http-client.ts';
import { keepLogin } from '../requests/keep-login.ts';
import type { RemoteObject } from '../scheme.ts';
import type { RemoteSettings } from '../settings/remote-settings.ts';
import type { StorageContext } from '../storage-context.ts';
import { explainGs } from './explain-gs.ts';
import { type FoundToken, findToken } from './find-token.ts';

const FIELDS = 'name,size,generation,etag,md5Hash,crc32c,updated';
const EXPIRY_MARGIN_MS = 120_000;

/** An object as the JSON API describes it. */
interface ObjectResource {
  readonly name?: unknown;
  readonly size?: unknown;
  readonly generation?: unknown;
  readonly etag?: unknown;
  readonly md5Hash?: unknown;
  readonly crc32c?: unknown;
  readonly updated?: unknown;
}

/** Opens a bucket of Google Cloud Storage through its JSON API. `shown` is the model's URI, for messages. */
export function openGsBucket(context: StorageContext, remote: RemoteSettings, bucket: string, shown: string): Bucket {
  const endpoint = readEndpoint(context, remote);
  const root = `${endpoint}/storage/v1/b/${encodeURIComponent(bucket)}/o`;
  let asked: Promise<FoundToken | undefined> | undefined;
  let found: FoundToken | undefined;
  const makeRequest = async (url: string, headers: Record<string, string> = {}): Promise<HttpRequest> => {
    if (found !== undefined && found.expiresMs - context.now() < EXPIRY_MARGIN_MS) asked = undefined;
    asked ??= keepLogin(context, `gs ${remote.name}`, () => findToken(context, remote));
    found = await asked;
    return {
      url: new URL(url),
      headers: found === undefined ? headers : { ...headers, authorization: `Bearer ${found.token}` },
    };
  };
  const explain: RemoteObject['explain'] = (failure) => explainGs(failure, { bucket, shown, origin: found?.origin });
  const ask = (url: string): Promise<unknown> =>
    askStoreForJson(context, { what: shown, request: () => makeRequest(url), explain });
  const object = (key: string, facts: KnownObject & { readonly generation?: string | undefined }): RemoteObject => ({
    ...facts,
    hasRanges: true,
    explain,
    // Without gzip among the accepted codings the store would unpack such objects, and sizes and checksums would not fit.
    request: (range) =>
      makeRequest(
        `${root}/${encodeURIComponent(key)}?alt=media${facts.generation === undefined ? '' : `&generation=${facts.generation}`}`,
        { 'accept-encoding': 'gzip', ...(range === undefined ? {} : { range }) },
      ),
  });
  const toObject = (resource: ObjectResource, path: (key: string) => string): RemoteObject => {
    const key = String(resource.name);
    const generation =
      typeof resource.generation === 'string' && /^\d+$/.test(resource.generation) ? resource.generation : undefined;
    const size = Number(resource.size ?? Number.NaN);
    return object(key, {
      path: path(key),
      sizeBytes: Number.isSafeInteger(size) && size >= 0 ? size : undefined,
      version: generation ?? String(resource.etag ?? resource.updated),
      checksum: readChecksum(resource),
      generation,
    });
  };
  return {
    object,
    list: (prefix) =>
      listObjects(ask, root, prefix, context.limits.maxFiles, (resource) =>
        toObject(resource, (key) => key.slice(prefix.length)),
      ),
    find: async (key) => {
      try {
        const resource = await ask(`${root}/${encodeURIComponent(key)}?fields=${FIELDS}`);
        return toObject(resource as ObjectResource, () => key.split('/').at(-1) ?? key);
      } catch (thrown) {
        if (thrown instanceof RadiantError && thrown.code === 'NOT_FOUND') return undefined;
        throw thrown;
      }
    },
  };
}

async function listObjects(
  ask: (url: string) => Promise<unknown>,
  root: string,
  prefix: string,
  maxFiles: number,
  toObject: (resource: ObjectResource) => RemoteObject,
): Promise<RemoteObject[]> {
  const objects: RemoteObject[] = [];
  for (let token: string | undefined = ''; token !== undefined; ) {
    const query = new URLSearchParams({ prefix, fields: `items(${FIELDS}),nextPageToken` });
    if (token !== '') query.set('pageToken', token);
    const page = (await ask(`${root}?${query}`)) as { items?: unknown; nextPageToken?: unknown } | null;
    const items: readonly unknown[] = Array.isArray(page?.items) ? page.items : [];
    for (const item of items) {
      if (typeof item === 'object' && item !== null && 'name' in item) objects.push(toObject(item));
    }
    const next: unknown = page?.nextPageToken;
    token = typeof next === 'string' && next !== '' && objects.length <= maxFiles ? next : undefined;
  }
  return objects;
}

/** MD5 is there unless the object was composed of others; CRC32C always. */
function readChecksum({ md5Hash, crc32c }: ObjectResource): Checksum | undefined {
  if (typeof md5Hash === 'string' && md5Hash !== '') return checksumFromBase64('md5', md5Hash);
  return typeof crc32c === 'string' ? checksumFromBase64('crc32c', crc32c) : undefined;
}

function readEndpoint({ environment }: StorageContext, remote: RemoteSettings): string {
  const { STORAGE_EMULATOR_HOST } = environment;
  const emulator =
    STORAGE_EMULATOR_HOST && !STORAGE_EMULATOR_HOST.includes('://')
      ? `http://${STORAGE_EMULATOR_HOST}`
      : STORAGE_EMULATOR_HOST;
  const text = remote.get('endpoint') ?? (emulator || 'https://storage.googleapis.com');
  if (URL.canParse(text)) return text.replace(/\/+$/, '').replace(/\/storage\/v1$/, '');
  throw new RadiantError('INVALID_ARGUMENT', `${remote.variable('endpoint')} or STORAGE_EMULATOR_HOST is no address`, {
    reason: 'INVALID_SETTING',
  });
}
