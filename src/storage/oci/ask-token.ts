import { RadiantError } from '../../base/index.ts';
import { askStoreForJson } from '../requests/ask-store.ts';
import type { HttpRequest } from '../requests/http-client.ts';
import type { StorageContext } from '../storage-context.ts';
import { explainRegistry } from './explain-registry.ts';
import { formatBasic, type Login } from './find-login.ts';
import type { Challenge } from './parse-challenge.ts';
import type { Reference } from './parse-reference.ts';

/** A token for one repository. */
export interface Token {
  readonly text: string;
  /** When another should be asked for, some time before this one ends; milliseconds since 1970. */
  readonly expiresMs: number;
}

export interface TokenWish {
  readonly login: Login | undefined;
  readonly isPlain: boolean;
  readonly reference: Reference;
  readonly shown: string;
}

/** What a token is good for when its service does not say. */
const DEFAULT_SECONDS = 60;

/** Asks the service that a registry names for a token that may pull. Source: the distribution project's token specification, and its OAuth 2 form. */
export async function askToken(context: StorageContext, challenge: Challenge, wish: TokenWish): Promise<Token> {
  const { reference, shown, login } = wish;
  const url = readRealm(challenge, wish);
  const reply = await askStoreForJson(context, {
    what: `a token for ${shown}`,
    request: () => makeRequest(url, challenge, wish),
    explain: (failure) =>
      failure.status === 400 && login !== undefined
        ? explainRegistry({ ...failure, status: 401 }, { reference, shown, login })
        : explainRegistry(failure, { reference, shown, login }),
  });
  const { token, access_token, expires_in } = (reply ?? {}) as Readonly<Record<string, unknown>>;
  const text = [token, access_token].find((each) => typeof each === 'string' && each !== '');
  if (typeof text !== 'string' || !/^[\x21-\x7e]+$/.test(text)) {
    throw new RadiantError('FAILED_PRECONDITION', `${url.host} gives no token for ${shown}`, {
      reason: 'STORE_REFUSED',
    });
  }
  const seconds = typeof expires_in === 'number' && expires_in > 0 ? expires_in : DEFAULT_SECONDS;
  return { text, expiresMs: context.now() + seconds * 750 };
}

function makeRequest(url: URL, { service, scope }: Challenge, { login, reference }: TokenWish): HttpRequest {
  const asked = {
    ...(service === undefined ? {} : { service }),
    scope: scope || `repository:${reference.repository}:pull`,
  };
  if (login?.kind === 'refresh') {
    const form = { grant_type: 'refresh_token', client_id: 'radiant', refresh_token: login.token, ...asked };
    return {
      method: 'POST',
      url,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(form).toString(),
    };
  }
  const full = new URL(url);
  for (const [key, value] of Object.entries(asked)) full.searchParams.set(key, value);
  return { url: full, headers: login?.kind === 'password' ? { authorization: formatBasic(login) } : {} };
}

/** Passwords go to where the registry says; in plain text only where the registry itself is asked so. */
function readRealm({ realm }: Challenge, { isPlain, reference, shown }: TokenWish): URL {
  const url = URL.canParse(realm) ? new URL(realm) : undefined;
  if (url !== undefined && (url.protocol === 'https:' || (url.protocol === 'http:' && isPlain))) return url;
  throw new RadiantError(
    'FAILED_PRECONDITION',
    `${reference.registry} wants a token from an address that is refused, since it is no https URL (${shown})`,
    { reason: 'STORE_REFUSED' },
  );
}
