import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Environment, RadiantError } from '../../base/index.ts';
import { askStore, askStoreForJson } from '../requests/ask-store.ts';
import { parseIni } from '../settings/parse-ini.ts';
import { xmlText } from '../settings/parse-xml.ts';
import { firstVariable, type RemoteSettings } from '../settings/remote-settings.ts';
import type { StorageContext } from '../storage-context.ts';
import type { AwsCredentials } from './sign-request.ts';

/** Credentials that may end. */
export interface FoundCredentials extends AwsCredentials {
  /** Milliseconds since 1970; undefined for ever. */
  readonly expiresMs: number | undefined;
  /** Where they are from, for messages. */
  readonly origin: string;
}

/**
 * Looks for credentials in the order of AWS's own programs: variables, web identity (EKS), the shared credentials file, the endpoint of a
 * container (ECS, EKS Pod Identity). Undefined when there are none: requests are then not signed.
 */
export async function findCredentials(
  context: StorageContext,
  remote: RemoteSettings,
  region: string,
): Promise<FoundCredentials | undefined> {
  return (
    readVariables(context.environment, remote) ??
    (await assumeRole(context, region)) ??
    (await readProfile(context.environment)) ??
    (await askContainer(context))
  );
}

function readVariables(environment: Environment, remote: RemoteSettings): FoundCredentials | undefined {
  const sets = [
    [remote.variable('access_key_id'), remote.variable('secret_access_key'), remote.variable('session_token')],
    ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'],
  ] as const;
  for (const [idName, secretName, tokenName] of sets) {
    const [accessKeyId, secretAccessKey] = [environment[idName], environment[secretName]];
    if (!accessKeyId && !secretAccessKey) continue;
    if (!accessKeyId || !secretAccessKey) {
      const [there, missing] = accessKeyId ? [idName, secretName] : [secretName, idName];
      throw new RadiantError('UNAUTHENTICATED', `${there} is set but ${missing} is not: S3 needs both`, {
        reason: 'NO_CREDENTIALS',
      });
    }
    return {
      accessKeyId,
      secretAccessKey,
      sessionToken: environment[tokenName] || undefined,
      expiresMs: undefined,
      origin: idName,
    };
  }
  return undefined;
}

/** AssumeRoleWithWebIdentity of AWS's security token service: the token that Kubernetes put into a file, for keys of a role. */
async function assumeRole(context: StorageContext, region: string): Promise<FoundCredentials | undefined> {
  const { environment } = context;
  const { AWS_WEB_IDENTITY_TOKEN_FILE: file, AWS_ROLE_ARN: role, AWS_ROLE_SESSION_NAME } = environment;
  if (!file || !role) return undefined;
  const token = await readSecretFile(file, 'AWS_WEB_IDENTITY_TOKEN_FILE');
  const endpoint =
    firstVariable(environment, 'AWS_ENDPOINT_URL_STS', 'AWS_ENDPOINT_URL') ?? `https://sts.${region}.amazonaws.com`;
  const body = new URLSearchParams({
    Action: 'AssumeRoleWithWebIdentity',
    Version: '2011-06-15',
    RoleArn: role,
    RoleSessionName: AWS_ROLE_SESSION_NAME || 'radiant',
    WebIdentityToken: token,
  }).toString();
  const { text } = await askStore(context, {
    what: `credentials of the role ${role}`,
    request: () => ({
      method: 'POST',
      url: new URL(endpoint),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body,
    }),
    explain: ({ status, text: failure }) =>
      new RadiantError(
        'PERMISSION_DENIED',
        `AWS does not give the role ${role} (AWS_ROLE_ARN) for the token of AWS_WEB_IDENTITY_TOKEN_FILE: ` +
          `${xmlText(failure, 'Code') ?? status}; see the trust policy of the role`,
        { reason: 'NO_CREDENTIALS' },
      ),
  });
  return makeCredentials('AWS_ROLE_ARN', {
    id: xmlText(text, 'AccessKeyId'),
    secret: xmlText(text, 'SecretAccessKey'),
    token: xmlText(text, 'SessionToken'),
    expires: xmlText(text, 'Expiration'),
  });
}

async function readProfile(environment: Environment): Promise<FoundCredentials | undefined> {
  const { HOME, AWS_PROFILE } = environment;
  const path = environment.AWS_SHARED_CREDENTIALS_FILE || (HOME ? join(HOME, '.aws', 'credentials') : undefined);
  if (path === undefined) return undefined;
  const text = await readFile(path, 'utf8').catch(() => undefined);
  const profile = text === undefined ? undefined : parseIni(text).get(AWS_PROFILE || 'default');
  const [id, secret] = [profile?.get('aws_access_key_id'), profile?.get('aws_secret_access_key')];
  if (id === undefined || secret === undefined) {
    if (!AWS_PROFILE) return undefined;
    throw new RadiantError('UNAUTHENTICATED', `the profile ${AWS_PROFILE} (AWS_PROFILE) has no keys in ${path}`, {
      reason: 'NO_CREDENTIALS',
    });
  }
  return makeCredentials('AWS_PROFILE', { id, secret, token: profile?.get('aws_session_token'), expires: undefined });
}

async function askContainer(context: StorageContext): Promise<FoundCredentials | undefined> {
  const { environment } = context;
  const { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: relative, AWS_CONTAINER_CREDENTIALS_FULL_URI: full } = environment;
  const text = relative ? `http://169.254.170.2${relative}` : full;
  if (!text) return undefined;
  const tokenFile = environment.AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE;
  const token = tokenFile
    ? await readSecretFile(tokenFile, 'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE')
    : environment.AWS_CONTAINER_AUTHORIZATION_TOKEN;
  const reply = (await askStoreForJson(context, {
    what: 'credentials of the container',
    request: () => ({ url: new URL(text), headers: token ? { authorization: token } : {} }),
  })) as Partial<Record<string, unknown>>;
  const word = (name: string): string | undefined => (typeof reply[name] === 'string' ? reply[name] : undefined);
  return makeCredentials('AWS_CONTAINER_CREDENTIALS_FULL_URI', {
    id: word('AccessKeyId'),
    secret: word('SecretAccessKey'),
    token: word('Token'),
    expires: word('Expiration'),
  });
}

function makeCredentials(
  origin: string,
  { id, secret, token, expires }: Readonly<Record<'id' | 'secret' | 'token' | 'expires', string | undefined>>,
): FoundCredentials {
  if (!id || !secret) {
    throw new RadiantError('UNAUTHENTICATED', `the credentials of ${origin} came without keys`, {
      reason: 'NO_CREDENTIALS',
    });
  }
  const expiresMs = expires === undefined ? Number.NaN : Date.parse(expires);
  return {
    accessKeyId: id,
    secretAccessKey: secret,
    sessionToken: token || undefined,
    expiresMs: Number.isFinite(expiresMs) ? expiresMs : undefined,
    origin,
  };
}

async function readSecretFile(path: string, variable: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (cause) {
    throw new RadiantError('UNAUTHENTICATED', `${variable} names ${path}, which cannot be read`, {
      reason: 'NO_CREDENTIALS',
      cause,
    });
  }
}
