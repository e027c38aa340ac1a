import type { IncomingHttpHeaders } from 'node:http';
import { RadiantError } from '../../base/index.ts';
import type { Bucket, KnownObject } from '../buckets/bucket.ts';
import { type Checksum, checksumFromBase64 } from '../checksums/checksum.ts';
import { askStore, type StoreReply } from '../requests/ask-store.ts';
import type { HttpRequest } from '../requests/http-client.ts';
import { keepLogin } from '../requests/keep-login.ts';
import type { RemoteObject } from '../scheme.ts';
import { xmlElements, xmlText } from '../settings/parse-xml.ts';
import type { StorageContext } from '../storage-context.ts';
import type { AzureAddress } from './azure-address.ts';
import { explainAzure } from './explain-azure.ts';
import { type AzureToken, logIn } from './log-in.ts';
import { signSharedKey } from './sign-shared-key.ts';

const API_VERSION = '2021-08-06';
const EXPIRY_MARGIN_MS = 120_000;

type Facts = KnownObject & { readonly etag?: string | undefined };

/** Opens a container of Azure's blobs. `shown` is the model's URI, for messages. */
export function openAzureContainer(context: StorageContext, address: AzureAddress, shown: string): Bucket {
  const root = `${address.endpoint}/${encodeURIComponent(address.container)}`;
  const authorize = createAuthorizer(context, address);
  const makeRequest = async (
    method: 'GET' | 'HEAD',
    url: URL,
    given: Record<string, string> = {},
  ): Promise<HttpRequest> => {
    const headers = { ...given, 'x-ms-version': API_VERSION, 'x-ms-date': new Date(context.now()).toUTCString() };
    return await authorize(method, url, headers);
  };
  const explain: RemoteObject['explain'] = (failure) => explainAzure(failure, address, shown);
  const ask = (method: 'GET' | 'HEAD', url: URL): Promise<StoreReply> =>
    askStore(context, { what: shown, request: () => makeRequest(method, url), explain });
  const urlOf = (key: string): URL => new URL(`${root}/${key.split('/').map(encodeURIComponent).join('/')}`);
  const object = (key: string, { etag, ...facts }: Facts): RemoteObject => ({
    ...facts,
    hasRanges: true,
    explain,
    request: (range) =>
      makeRequest('GET', urlOf(key), {
        ...(range === undefined ? {} : { range }),
        ...(etag === undefined ? {} : { 'if-match': etag }),
      }),
  });
  return {
    object,
    list: (prefix) =>
      listBlobs((query) => ask('GET', new URL(`${root}?${query}`)), prefix, context.limits.maxFiles, object),
    find: async (key) => {
      try {
        const { headers } = await ask('HEAD', urlOf(key));
        const size = Number(headers['content-length'] ?? Number.NaN);
        return object(key, {
          path: key.split('/').at(-1) ?? key,
          sizeBytes: Number.isSafeInteger(size) ? size : undefined,
          version: headers.etag ?? headers['last-modified'] ?? '',
          checksum: readMd5(headers),
          etag: headers.etag,
        });
      } catch (thrown) {
        if (thrown instanceof RadiantError && thrown.code === 'NOT_FOUND') return undefined;
        throw thrown;
      }
    },
  };
}

type Authorize = (method: 'GET' | 'HEAD', url: URL, headers: Record<string, string>) => Promise<HttpRequest>;

function createAuthorizer(context: StorageContext, { access, account }: AzureAddress): Authorize {
  let token: Promise<AzureToken> | undefined;
  return async (method, url, headers) => {
    switch (access.kind) {
      case 'anonymous':
        return { method, url, headers };
      case 'sas': {
        const signed = new URL(url);
        signed.search = [url.search.slice(1), access.query].filter(Boolean).join('&');
        return { method, url: signed, headers };
      }
      case 'key':
        return {
          method,
          url,
          headers: { ...headers, authorization: signSharedKey({ method, url, headers }, account, access.key) },
        };
      case 'login': {
        if (token !== undefined && (await token).expiresMs - context.now() < EXPIRY_MARGIN_MS) token = undefined;
        token ??= keepLogin(context, `azure ${access.authority} ${access.tenant} ${access.client}`, () =>
          logIn(context, access),
        );
        return { method, url, headers: { ...headers, authorization: `Bearer ${(await token).token}` } };
      }
    }
  };
}

/** List Blobs, page by page. */
async function listBlobs(
  ask: (query: string) => Promise<StoreReply>,
  prefix: string,
  maxFiles: number,
  object: (key: string, facts: Facts) => RemoteObject,
): Promise<RemoteObject[]> {
  const objects: RemoteObject[] = [];
  for (let marker: string | undefined = ''; marker !== undefined; ) {
    const next: string = marker === '' ? '' : `&marker=${encodeURIComponent(marker)}`;
    const { text } = await ask(`restype=container&comp=list&prefix=${encodeURIComponent(prefix)}${next}`);
    for (const blob of xmlElements(text, 'Blob')) {
      // Accounts with real folders list them too.
      if (xmlText(blob, 'hdi_isfolder') === 'true' || xmlText(blob, 'ResourceType') === 'directory') continue;
      const key = xmlText(blob, 'Name') ?? '';
      const etag = xmlText(blob, 'Etag');
      const md5 = xmlText(blob, 'Content-MD5');
      objects.push(
        object(key, {
          path: key.slice(prefix.length),
          sizeBytes: Number(xmlText(blob, 'Content-Length') ?? Number.NaN),
          version: etag ?? xmlText(blob, 'Last-Modified') ?? '',
          checksum: md5 ? checksumFromBase64('md5', md5) : undefined,
          // The list leaves out the quotes that the header has.
          etag: etag === undefined || etag.startsWith('"') ? etag : `"${etag}"`,
        }),
      );
    }
    marker = objects.length <= maxFiles ? xmlText(text, 'NextMarker') || undefined : undefined;
  }
  return objects;
}

function readMd5(headers: IncomingHttpHeaders): Checksum | undefined {
  const md5 = headers['content-md5'];
  return typeof md5 === 'string' ? checksumFromBase64('md5', md5) : undefined;
}
