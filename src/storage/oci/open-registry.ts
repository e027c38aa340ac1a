import { type Environment, RadiantError } from '../../base/index.ts';
import { askStore, type StoreReply } from '../requests/ask-store.ts';
import type { HttpRequest } from '../requests/http-client.ts';
import { keepLogin } from '../requests/keep-login.ts';
import type { ExplainFailure } from '../requests/store-failure.ts';
import { readFlag } from '../settings/remote-settings.ts';
import type { StorageContext } from '../storage-context.ts';
import { askToken, type Token } from './ask-token.ts';
import { explainRegistry } from './explain-registry.ts';
import { findLogin, formatBasic } from './find-login.ts';
import { type Challenge, parseChallenge } from './parse-challenge.ts';
import type { Reference } from './parse-reference.ts';

/** One repository of a registry that speaks the OCI distribution specification. */
export interface Registry {
  readonly explain: ExplainFailure;
  /** Asks for a path below the repository: `manifests/v1`. Logs in when the registry wants it. */
  get(path: string, accept: string): Promise<StoreReply>;
  /** The request for a blob, with the login that was needed for the manifest. */
  blob(digest: string, range: string | undefined): Promise<HttpRequest>;
}

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/;

/** Opens the repository of a reference. `shown` is the model's URI, for messages. */
export async function openRegistry(context: StorageContext, reference: Reference, shown: string): Promise<Registry> {
  const { registry, repository } = reference;
  const login = await findLogin(context.environment, registry, repository);
  const isPlain = isPlainHttp(context.environment, registry);
  const root = `${isPlain ? 'http' : 'https'}://${registry}/v2/${repository}`;
  let challenge: Challenge | undefined;
  let asking: Promise<Token> | undefined;
  let token: Token | undefined;

  const authorize = async (): Promise<Record<string, string>> => {
    if (login?.kind === 'bearer') return { authorization: `Bearer ${login.token}` };
    if (challenge === undefined) return {};
    if (challenge.kind === 'basic') return login?.kind === 'password' ? { authorization: formatBasic(login) } : {};
    if (token !== undefined && token.expiresMs < context.now()) asking = undefined;
    const wanted = challenge;
    const ask = (): Promise<Token> => askToken(context, wanted, { login, isPlain, reference, shown });
    asking ??= keepLogin(context, `oci ${registry}/${repository}`, ask, 0);
    token = await asking;
    return { authorization: `Bearer ${token.text}` };
  };
  const explain: ExplainFailure = (failure) => {
    if (failure.status === 401) challenge ??= parseChallenge(failure.headers['www-authenticate']);
    return explainRegistry(failure, { reference, shown, login });
  };
  const askFor = async (path: string, accept: string): Promise<StoreReply> =>
    await askStore(context, {
      what: shown,
      explain,
      request: async () => ({ url: new URL(`${root}/${path}`), headers: { accept, ...(await authorize()) } }),
    });
  return {
    explain,
    get: async (path, accept) => {
      const wasKnown = challenge !== undefined;
      try {
        return await askFor(path, accept);
      } catch (thrown) {
        if (!(thrown instanceof RadiantError)) throw thrown;
        if (thrown.reason === 'STORE_CERTIFICATE') throw withPlainHint(thrown, registry);
        const mayLogIn = !wasKnown && challenge !== undefined && (challenge.kind === 'bearer' || login !== undefined);
        if (thrown.code !== 'UNAUTHENTICATED' || !mayLogIn || login?.kind === 'bearer') throw thrown;
        return await askFor(path, accept);
      }
    },
    blob: async (digest, range) => ({
      url: new URL(`${root}/blobs/${digest}`),
      headers: { ...(await authorize()), ...(range === undefined ? {} : { range }) },
    }),
  };
}

/** Registries of this machine are asked by http, others only when RADIANT_OCI_PLAIN_HTTP says so: yes, no, or a list of hosts. */
function isPlainHttp({ RADIANT_OCI_PLAIN_HTTP: setting }: Environment, registry: string): boolean {
  if (!setting) return LOOPBACK.test(registry);
  const hosts = setting.split(',').map((host) => host.trim());
  return readFlag(setting, hosts.includes(registry));
}

/** A registry without TLS answers with something that is no certificate. */
function withPlainHint(error: RadiantError, registry: string): RadiantError {
  const hint = `; a registry that has no https is asked by http with RADIANT_OCI_PLAIN_HTTP=${registry}`;
  return new RadiantError(error.code, error.message + hint, { reason: error.reason, cause: error });
}
