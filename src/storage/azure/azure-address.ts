import { type Environment, RadiantError } from '../../base/index.ts';
import type { ModelUri } from '../model-uri.ts';
import { firstVariable, type RemoteSettings, readFlag } from '../settings/remote-settings.ts';

/** Which container of which account, and how to prove who asks. */
export interface AzureAddress {
  readonly account: string;
  /** Address of the account's blobs, without a slash at its end. */
  readonly endpoint: string;
  readonly container: string;
  readonly path: string;
  readonly access: AzureAccess;
}

export type AzureAccess =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'key'; readonly key: string; readonly origin: string }
  /** A shared access signature: a query without `?`. */
  | { readonly kind: 'sas'; readonly query: string; readonly origin: string }
  /** Microsoft Entra: a program with a secret, or the token that Kubernetes put into a file. */
  | {
      readonly kind: 'login';
      readonly tenant: string;
      readonly client: string;
      readonly secret: string | undefined;
      readonly tokenFile: string | undefined;
      readonly authority: string;
      readonly origin: string;
    };

const PUBLIC_HOST = /^([a-z0-9]{3,24})\.(?:blob|dfs)\.(core\.[a-z.]+|storage\.azure\.net)$/;
/** The account and key that every Azurite and emulator has; published by Microsoft. */
const EMULATOR_ACCOUNT = 'devstoreaccount1';
const EMULATOR_KEY = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

/** Reads the forms of Azure's URIs, and the variables that belong to them. Throws when container or account are missing. */
export function readAzureAddress(uri: ModelUri, environment: Environment, remote: RemoteSettings): AzureAddress {
  const { container, path, account: named, query } = splitUri(uri);
  const connection = parseConnectionString(
    firstVariable(environment, 'AZURE_STORAGE_CONNECTION_STRING', 'AZ_STORAGE_CONNECTION_STRING'),
  );
  const isEmulator = readFlag(remote.get('use_emulator'), false) || connection.get('usedevelopmentstorage') === 'true';
  const account =
    named?.account ??
    remote.get('account') ??
    firstVariable(environment, 'AZURE_STORAGE_ACCOUNT', 'AZURE_STORAGE_ACCOUNT_NAME', 'AZ_STORAGE_ACCOUNT') ??
    connection.get('accountname') ??
    (isEmulator ? EMULATOR_ACCOUNT : undefined);
  const sasUrl = remote.get('sas_url');
  if (container === '') throw invalid(`${uri.shown} names no container: it should look like azureblob:container/path`);
  if (account === undefined && sasUrl === undefined) {
    throw invalid(
      `${uri.shown} does not say whose container it is: set ${remote.variable('account')} or AZURE_STORAGE_ACCOUNT`,
    );
  }
  const suffix = named?.suffix ?? connection.get('endpointsuffix') ?? 'core.windows.net';
  const endpoint =
    remote.get('endpoint') ??
    firstVariable(environment, 'AZURE_STORAGE_BLOB_ENDPOINT', 'AZURE_STORAGE_SERVICE_ENDPOINT') ??
    connection.get('blobendpoint') ??
    (isEmulator ? `http://127.0.0.1:10000/${EMULATOR_ACCOUNT}` : undefined) ??
    sasUrl?.replace(/^(https?:\/\/[^/?]+).*$/s, '$1') ??
    `https://${account}.blob.${suffix}`;
  if (!URL.canParse(endpoint))
    throw invalid(`the endpoint of ${uri.shown} is no address: see ${remote.variable('endpoint')}`);
  return {
    account: account ?? '',
    endpoint: endpoint.replace(/\/+$/, ''),
    container,
    path,
    access:
      query !== ''
        ? { kind: 'sas', query, origin: 'the URI' }
        : chooseAccess(environment, remote, connection, isEmulator, sasUrl),
  };
}

function chooseAccess(
  environment: Environment,
  remote: RemoteSettings,
  connection: ReadonlyMap<string, string>,
  isEmulator: boolean,
  sasUrl: string | undefined,
): AzureAccess {
  const rcloneKey = remote.get('key');
  if (rcloneKey !== undefined) return { kind: 'key', key: rcloneKey, origin: remote.variable('key') };
  if (sasUrl !== undefined)
    return { kind: 'sas', query: sasUrl.split('?')[1] ?? '', origin: remote.variable('sas_url') };
  for (const name of ['AZURE_STORAGE_KEY', 'AZURE_STORAGE_ACCESS_KEY', 'AZ_STORAGE_KEY', 'AZ_STORAGE_ACCESS_KEY']) {
    const key = environment[name];
    if (key) return { kind: 'key', key, origin: name };
  }
  for (const name of ['AZURE_STORAGE_SAS_TOKEN', 'AZ_STORAGE_SAS_TOKEN']) {
    const query = environment[name];
    if (query) return { kind: 'sas', query: query.replace(/^\?/, ''), origin: name };
  }
  const [key, sas] = [connection.get('accountkey'), connection.get('sharedaccesssignature')];
  if (key !== undefined) return { kind: 'key', key, origin: 'AZURE_STORAGE_CONNECTION_STRING' };
  if (sas !== undefined)
    return { kind: 'sas', query: sas.replace(/^\?/, ''), origin: 'AZURE_STORAGE_CONNECTION_STRING' };
  if (isEmulator) return { kind: 'key', key: EMULATOR_KEY, origin: 'the emulator' };
  return readLogin(environment, remote) ?? { kind: 'anonymous' };
}

function readLogin(environment: Environment, remote: RemoteSettings): AzureAccess | undefined {
  const of = (key: string): string | undefined =>
    remote.get(key) ?? firstVariable(environment, `AZURE_${key.toUpperCase()}`, `AZ_${key.toUpperCase()}`);
  const tenant = remote.get('tenant') ?? of('tenant_id');
  const client = of('client_id');
  const secret = of('client_secret');
  const tokenFile = firstVariable(environment, 'AZURE_FEDERATED_TOKEN_FILE');
  if (tenant === undefined || client === undefined || (secret === undefined && tokenFile === undefined))
    return undefined;
  const authority = firstVariable(environment, 'AZURE_AUTHORITY_HOST') ?? 'https://login.microsoftonline.com';
  if (!URL.canParse(authority)) throw invalid('AZURE_AUTHORITY_HOST is no address');
  const origin = secret === undefined ? 'AZURE_FEDERATED_TOKEN_FILE' : 'AZURE_CLIENT_SECRET';
  return { kind: 'login', tenant, client, secret, tokenFile, authority: authority.replace(/\/+$/, ''), origin };
}

interface SplitUri {
  readonly account?: { readonly account: string; readonly suffix: string } | undefined;
  readonly container: string;
  readonly path: string;
  /** A shared access signature in the URI. */
  readonly query: string;
}

/** https://ACCOUNT.blob.core.windows.net/CONTAINER/PATH, wasbs: and abfss://CONTAINER@ACCOUNT..., azureblob:CONTAINER/PATH. */
function splitUri({ text, rest, scheme, shown }: ModelUri): SplitUri {
  if (scheme === 'https' || scheme === 'http') {
    const url = new URL(text);
    const [, container = '', ...path] = url.pathname.split('/').map(decode);
    return { account: readHost(url.host, shown), container, path: path.join('/'), query: url.search.slice(1) };
  }
  const [beforePath = '', ...path] = rest.replace(/^\/+/, '').split('/');
  const at = beforePath.indexOf('@');
  if (at < 0) return { container: beforePath, path: path.join('/'), query: '' };
  return {
    container: beforePath.slice(0, at),
    account: readHost(beforePath.slice(at + 1), shown),
    path: path.join('/'),
    query: '',
  };
}

/** Whether an address is one of Azure's own. */
export function isAzureHost(host: string): boolean {
  return PUBLIC_HOST.test(host.toLowerCase());
}

function readHost(host: string, shown: string): { account: string; suffix: string } {
  const match = PUBLIC_HOST.exec(host.toLowerCase());
  if (match === null)
    throw invalid(
      `${shown} names no storage account: after the @ stands ACCOUNT.blob.core.windows.net or ACCOUNT.dfs.core.windows.net`,
    );
  return { account: match[1] ?? '', suffix: match[2] ?? '' };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** `AccountName=...;AccountKey=...`; keys in lower case. */
function parseConnectionString(text: string | undefined): Map<string, string> {
  const pairs = (text ?? '').split(';').filter((pair) => pair.includes('='));
  return new Map(
    pairs.map((pair) => [
      pair.slice(0, pair.indexOf('=')).trim().toLowerCase(),
      pair.slice(pair.indexOf('=') + 1).trim(),
    ]),
  );
}

function invalid(message: string): RadiantError {
  return new RadiantError('INVALID_ARGUMENT', message, { reason: 'INVALID_URI' });
}
