import { readFile } from 'node:fs/promises';
import { RadiantError } from '../../base/index.ts';
import { askStoreForJson } from '../requests/ask-store.ts';
import type { StorageContext } from '../storage-context.ts';
import type { AzureAccess } from './azure-address.ts';

export interface AzureToken {
  readonly token: string;
  readonly expiresMs: number;
}

const SCOPE = 'https://storage.azure.com/.default';

/** A token of Microsoft Entra for a program (OAuth 2.0 client credentials, with a secret or with a federated token). */
export async function logIn(
  context: StorageContext,
  access: AzureAccess & { readonly kind: 'login' },
): Promise<AzureToken> {
  const { tenant, client, secret, tokenFile, authority, origin } = access;
  const proof: Record<string, string> =
    secret !== undefined
      ? { client_secret: secret }
      : {
          client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
          client_assertion: await readTokenFile(tokenFile ?? ''),
        };
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: client,
    scope: SCOPE,
    ...proof,
  }).toString();
  const reply = (await askStoreForJson(context, {
    what: 'a token of Microsoft Entra',
    request: () => ({
      method: 'POST',
      url: new URL(`${authority}/${encodeURIComponent(tenant)}/oauth2/v2.0/token`),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body,
    }),
    explain: ({ status }) =>
      new RadiantError(
        'UNAUTHENTICATED',
        `Microsoft Entra does not accept ${origin} for the client ${client} (${status}): see AZURE_TENANT_ID and AZURE_CLIENT_ID`,
        { reason: 'NO_CREDENTIALS' },
      ),
  })) as { access_token?: unknown; expires_in?: unknown } | null;
  if (typeof reply?.access_token !== 'string') {
    throw new RadiantError('UNAUTHENTICATED', 'Microsoft Entra gave no token', { reason: 'NO_CREDENTIALS' });
  }
  const seconds = Number(reply.expires_in);
  return { token: reply.access_token, expiresMs: context.now() + (Number.isFinite(seconds) ? seconds : 3600) * 1000 };
}

async function readTokenFile(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (cause) {
    throw new RadiantError('UNAUTHENTICATED', `AZURE_FEDERATED_TOKEN_FILE names ${path}, which cannot be read`, {
      reason: 'NO_CREDENTIALS',
      cause,
    });
  }
}
