import { readFile } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { RadiantError } from '../../base/index.ts';
import type { Bucket, KnownObject } from '../buckets/bucket.ts';
import { type Checksum, checksumFromBase64 } from '../checksums/checksum.ts';
import { askStore, type StoreReply } from '../requests/ask-store.ts';
import type { HttpRequest } from '../requests/http-client.ts';
import { keepLogin } from '../requests/keep-login.ts';
import type { RemoteObject } from '../scheme.ts';
import { xmlElements, xmlText } from '../settings/parse-xml.ts';
import type { RemoteSettings } from '../settings/remote-settings.ts';
import type { StorageContext } from '../storage-context.ts';
import { explainS3 } from './explain-s3.ts';
import { type FoundCredentials, findCredentials } from './find-credentials.ts';
import { readS3Settings } from './s3-settings.ts';
import { encodeAws, signRequest } from './sign-request.ts';

const CHECKSUM_HEADERS = [
  ['x-amz-checksum-sha256', 'sha256'],
  ['x-amz-checksum-sha1', 'sha1'],
  ['x-amz-checksum-crc32', 'crc32'],
  ['x-amz-checksum-crc32c', 'crc32c'],
  ['x-amz-checksum-crc64nvme', 'crc64nvme'],
] as const;
/** Credentials are asked for again so long before they end. */
const EXPIRY_MARGIN_MS = 300_000;

/** Opens a bucket of S3 or of a store that speaks its protocol. `shown` is the model's URI, for messages. */
export async function openS3Bucket(
  context: StorageContext,
  remote: RemoteSettings,
  bucket: string,
  shown: string,
): Promise<Bucket> {
  const settings = readS3Settings(context.environment, remote);
  const ca = settings.caPath === undefined ? undefined : await readCertificates(settings.caPath);
  let { region } = settings;
  let found: Promise<FoundCredentials | undefined> | undefined;
  let credentials: FoundCredentials | undefined;

  const refresh = async (): Promise<void> => {
    if (settings.isAnonymous) return;
    const isOld = credentials?.expiresMs !== undefined && credentials.expiresMs - context.now() < EXPIRY_MARGIN_MS;
    if (isOld) found = undefined;
    found ??= keepLogin(context, `s3 ${remote.name}`, () => findCredentials(context, remote, region));
    credentials = await found;
  };
  const addressOf = (key: string, query: string): URL => {
    const { endpoint, pathStyle } = settings;
    const isInPath = endpoint === undefined ? pathStyle || bucket.includes('.') : pathStyle;
    const base = endpoint ?? new URL(`https://s3.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`);
    const path = `${base.pathname.replace(/\/$/, '')}${isInPath ? `/${bucket}` : ''}/${encodeAws(key, true)}`;
    return new URL(`${base.protocol}//${isInPath ? '' : `${bucket}.`}${base.host}${path}${query}`);
  };
  const makeRequest = async (
    method: 'GET' | 'HEAD',
    key: string,
    query: string,
    headers: Record<string, string>,
  ): Promise<HttpRequest> => {
    await refresh();
    const url = addressOf(key, query);
    const signed =
      credentials === undefined ? headers : signRequest({ method, url, headers }, credentials, region, context.now());
    return { method, url, headers: signed, verifyTls: settings.verifyTls, ca, followRedirects: false };
  };
  const explain = (failure: Parameters<typeof explainS3>[0]): RadiantError | undefined =>
    explainS3(failure, { bucket, shown, region, origin: credentials?.origin });
  /** Asks, and once more in the right region when S3 names another. A store of one's own has no other address to ask. */
  const ask = async (
    method: 'GET' | 'HEAD',
    key: string,
    query: string,
    headers: Record<string, string> = {},
  ): Promise<StoreReply> => {
    const question = { what: shown, request: () => makeRequest(method, key, query, headers), explain };
    try {
      return await askStore(context, question);
    } catch (thrown) {
      const right =
        thrown instanceof RadiantError && thrown.reason === 'WRONG_REGION'
          ? (thrown.cause as { region: string }).region
          : undefined;
      if (right === undefined || right === region) throw withEndpointHint(thrown, settings.endpoint);
      context.log?.warning(`${(thrown as Error).message}; asking there`);
      region = right;
      return await askStore(context, question);
    }
  };

  const object = (key: string, facts: KnownObject & { etag?: string | undefined }): RemoteObject => ({
    ...facts,
    hasRanges: true,
    explain,
    request: (range) =>
      makeRequest('GET', key, '', {
        'x-amz-checksum-mode': 'ENABLED',
        ...(range === undefined ? {} : { range }),
        ...(facts.etag === undefined ? {} : { 'if-match': facts.etag }),
      }),
    readChecksum,
    ...(facts.checksum === undefined
      ? {
          findChecksum: async () =>
            readChecksum((await ask('HEAD', key, '', { 'x-amz-checksum-mode': 'ENABLED' })).headers),
        }
      : {}),
  });

  return {
    object,
    list: (prefix) => listObjects((query) => ask('GET', '', query), prefix, context.limits.maxFiles, object),
    find: async (key) => {
      try {
        const { headers } = await ask('HEAD', key, '', { 'x-amz-checksum-mode': 'ENABLED' });
        const { etag } = headers;
        const sizeBytes = Number(headers['content-length'] ?? Number.NaN);
        return object(key, {
          path: key.split('/').at(-1) ?? key,
          sizeBytes: Number.isSafeInteger(sizeBytes) ? sizeBytes : undefined,
          version: etag ?? headers['last-modified'] ?? '',
          checksum: readChecksum(headers),
          etag,
        });
      } catch (thrown) {
        if (thrown instanceof RadiantError && thrown.code === 'NOT_FOUND') return undefined;
        throw thrown;
      }
    },
  };
}

/** Most who cannot reach a store have not said where theirs is, or that it has no https. */
function withEndpointHint(thrown: unknown, endpoint: URL | undefined): unknown {
  if (!(thrown instanceof RadiantError)) return thrown;
  const { code, reason, message } = thrown;
  const hint =
    reason === 'STORE_UNREACHABLE' && endpoint === undefined
      ? 'AWS_ENDPOINT_URL (or RCLONE_CONFIG_S3_ENDPOINT) is the address of a store that is not AWS'
      : reason === 'STORE_CERTIFICATE' && endpoint !== undefined
        ? 'the endpoint of a store without https begins with http://, or S3_USE_HTTPS is 0'
        : undefined;
  return hint === undefined ? thrown : new RadiantError(code, `${message}; ${hint}`, { reason, cause: thrown });
}

/** ListObjectsV2, page by page. */
async function listObjects(
  ask: (query: string) => Promise<StoreReply>,
  prefix: string,
  maxFiles: number,
  object: (key: string, facts: KnownObject & { etag?: string | undefined }) => RemoteObject,
): Promise<RemoteObject[]> {
  const objects: RemoteObject[] = [];
  for (let token: string | undefined = ''; token !== undefined; ) {
    const next: string = token === '' ? '' : `continuation-token=${encodeAws(token)}&`;
    const { text } = await ask(`?${next}encoding-type=url&list-type=2&prefix=${encodeAws(prefix)}`);
    for (const item of xmlElements(text, 'Contents')) {
      const key = decodeKey(xmlText(item, 'Key') ?? '');
      const etag = xmlText(item, 'ETag') || undefined;
      objects.push(
        object(key, {
          path: key.slice(prefix.length),
          sizeBytes: Number(xmlText(item, 'Size') ?? Number.NaN),
          version: etag ?? xmlText(item, 'LastModified') ?? '',
          checksum: undefined,
          etag,
        }),
      );
    }
    token =
      xmlText(text, 'IsTruncated') === 'true' && objects.length <= maxFiles
        ? xmlText(text, 'NextContinuationToken')
        : undefined;
  }
  return objects;
}

/** `encoding-type=url` writes a space as `+`. */
function decodeKey(encoded: string): string {
  try {
    return decodeURIComponent(encoded.replaceAll('+', ' '));
  } catch {
    return encoded;
  }
}

/** The checksum of the whole object, when the headers of an answer have one. An ETag is an MD5 only of what came in one piece and is not encrypted with a key of its own. */
function readChecksum(headers: IncomingHttpHeaders): Checksum | undefined {
  const etag = /^"?([0-9a-f]{32})"?$/.exec(headers.etag ?? '')?.[1];
  const encryption = headers['x-amz-server-side-encryption'];
  const isPlain = encryption === undefined || encryption === 'AES256';
  if (etag !== undefined && isPlain && headers['x-amz-server-side-encryption-customer-algorithm'] === undefined) {
    return { algorithm: 'md5', hex: etag };
  }
  if (headers['x-amz-checksum-type'] === 'COMPOSITE') return undefined;
  for (const [name, algorithm] of CHECKSUM_HEADERS) {
    const value = headers[name];
    // A value with `-3` behind it is one of parts.
    if (typeof value === 'string' && /^[A-Za-z0-9+/]+=*$/.test(value)) return checksumFromBase64(algorithm, value);
  }
  return undefined;
}

async function readCertificates(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new RadiantError('FAILED_PRECONDITION', `AWS_CA_BUNDLE names ${path}, which cannot be read`, {
      reason: 'INVALID_SETTING',
      cause,
    });
  }
}
