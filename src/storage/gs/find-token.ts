import { createSign } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RadiantError } from '../../base/index.ts';
import { askStoreForJson } from '../requests/ask-store.ts';
import { firstVariable, type RemoteSettings, readFlag } from '../settings/remote-settings.ts';
import type { StorageContext } from '../storage-context.ts';

/** What opens a private bucket. */
export interface FoundToken {
  readonly token: string;
  readonly expiresMs: number;
  /** Where it is from, for messages. */
  readonly origin: string;
}

/** A key file of Google: of a service account, or of a person (`gcloud auth application-default login`). */
interface KeyFile {
  readonly type?: unknown;
  readonly client_email?: unknown;
  readonly private_key?: unknown;
  readonly token_uri?: unknown;
  readonly client_id?: unknown;
  readonly client_secret?: unknown;
  readonly refresh_token?: unknown;
}

const SCOPE = 'https://www.googleapis.com/auth/devstorage.read_only';
const TOKEN_URI = 'https://oauth2.googleapis.com/token';
const LIFETIME_SECONDS = 3600;

/**
 * Looks for a token: rclone's variables of the remote, then GOOGLE_APPLICATION_CREDENTIALS, then what `gcloud` left, then the metadata server
 * where it is asked for. Undefined when there is nothing: requests are then anonymous, as for public buckets.
 */
export async function findToken(context: StorageContext, remote: RemoteSettings): Promise<FoundToken | undefined> {
  const { environment } = context;
  if (readFlag(remote.get('anonymous'), false)) return undefined;
  const access = remote.get('access_token') ?? readRcloneToken(remote);
  if (access !== undefined)
    return { token: access, expiresMs: Number.POSITIVE_INFINITY, origin: remote.variable('token') };
  const inline = remote.get('service_account_credentials');
  const inlineName = remote.variable('service_account_credentials');
  if (inline !== undefined) return await exchange(context, parseKey(inline, inlineName), inlineName);
  for (const [name, path] of [
    [remote.variable('service_account_file'), remote.get('service_account_file')],
    ['GOOGLE_APPLICATION_CREDENTIALS', environment.GOOGLE_APPLICATION_CREDENTIALS],
  ] as const) {
    if (path) return await exchange(context, parseKey(await readKeyFile(path, name), name), name);
  }
  const left = environment.HOME
    ? join(environment.HOME, '.config/gcloud/application_default_credentials.json')
    : undefined;
  const text = left === undefined ? undefined : await readFile(left, 'utf8').catch(() => undefined);
  if (text !== undefined && left !== undefined) return await exchange(context, parseKey(text, left), left);
  const isAsked =
    readFlag(remote.get('env_auth'), false) || firstVariable(environment, 'GCE_METADATA_HOST') !== undefined;
  return isAsked ? await askMetadata(context) : undefined;
}

function readRcloneToken(remote: RemoteSettings): string | undefined {
  const text = remote.get('token');
  if (text === undefined) return undefined;
  const token = (parseKey(text, remote.variable('token')) as { access_token?: unknown }).access_token;
  return typeof token === 'string' ? token : undefined;
}

async function readKeyFile(path: string, variable: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw noCredentials(`${variable} names ${path}, which cannot be read`, cause);
  }
}

function parseKey(text: string, origin: string): KeyFile {
  try {
    const key: unknown = JSON.parse(text);
    if (typeof key === 'object' && key !== null) return key;
  } catch {
    // Said below: the parser's own message would show a piece of the secret.
  }
  throw noCredentials(`${origin} is not the JSON of a key`);
}

/** A key for a token (RFC 7523 for service accounts, RFC 6749 section 6 for persons). */
async function exchange(context: StorageContext, key: KeyFile, origin: string): Promise<FoundToken> {
  const tokenUri = typeof key.token_uri === 'string' ? key.token_uri : TOKEN_URI;
  if (!URL.canParse(tokenUri)) throw noCredentials(`${origin} has a token_uri that is no URL`);
  const body = new URLSearchParams(
    key.type === 'authorized_user' ? refreshForm(key, origin) : assertionForm(key, tokenUri, origin, context.now()),
  ).toString();
  const reply = await askStoreForJson(context, {
    what: 'a token of Google',
    request: () => ({
      method: 'POST',
      url: new URL(tokenUri),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body,
    }),
    explain: ({ status }) =>
      noCredentials(`Google does not accept the key of ${origin} (${status}): is it deleted or disabled?`),
  });
  return readToken(reply, origin, context.now());
}

function refreshForm({ client_id, client_secret, refresh_token }: KeyFile, origin: string): Record<string, string> {
  if (typeof client_id !== 'string' || typeof client_secret !== 'string' || typeof refresh_token !== 'string') {
    throw noCredentials(`${origin} lacks client_id, client_secret or refresh_token`);
  }
  return { grant_type: 'refresh_token', client_id, client_secret, refresh_token };
}

function assertionForm(key: KeyFile, audience: string, origin: string, nowMs: number): Record<string, string> {
  const { client_email: issuer, private_key: secret } = key;
  if (key.type !== 'service_account' || typeof issuer !== 'string' || typeof secret !== 'string') {
    throw noCredentials(
      `${origin} is not the key of a service account (type, client_email and private_key), nor of a person`,
    );
  }
  const issued = Math.floor(nowMs / 1000);
  const claims = { iss: issuer, scope: SCOPE, aud: audience, iat: issued, exp: issued + LIFETIME_SECONDS };
  const unsigned = [{ alg: 'RS256', typ: 'JWT' }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  try {
    const signature = createSign('RSA-SHA256').update(unsigned).sign(secret, 'base64url');
    return { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: `${unsigned}.${signature}` };
  } catch {
    // The cause might show the key.
    throw noCredentials(`${origin} has a private_key that is not a private key in PEM form`);
  }
}

/** The account of the machine or pod (Compute Engine, GKE workload identity). */
async function askMetadata(context: StorageContext): Promise<FoundToken> {
  const host = context.environment.GCE_METADATA_HOST || 'metadata.google.internal';
  const reply = await askStoreForJson(context, {
    what: 'the token of this machine',
    request: () => ({
      url: new URL(`http://${host}/computeMetadata/v1/instance/service-accounts/default/token`),
      headers: { 'metadata-flavor': 'Google' },
    }),
  });
  return readToken(reply, 'the metadata server', context.now());
}

function readToken(reply: unknown, origin: string, nowMs: number): FoundToken {
  const { access_token: token, expires_in: seconds } = (reply ?? {}) as {
    access_token?: unknown;
    expires_in?: unknown;
  };
  if (typeof token !== 'string') throw noCredentials(`${origin} gave no token`);
  return { token, origin, expiresMs: nowMs + (typeof seconds === 'number' ? seconds : LIFETIME_SECONDS) * 1000 };
}

function noCredentials(message: string, cause?: unknown): RadiantError {
  return new RadiantError('UNAUTHENTICATED', message, { reason: 'NO_CREDENTIALS', cause });
}
