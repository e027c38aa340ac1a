import { Agent as HttpAgent, type IncomingHttpHeaders, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { type Environment, RadiantError } from '../../base/index.ts';
import { toConnectionError } from './connection-error.ts';

/** One request. Bodies are small here: what is downloaded comes in answers. */
export interface HttpRequest {
  readonly method?: 'GET' | 'HEAD' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** False takes certificates that nobody has signed. */
  readonly verifyTls?: boolean;
  /** Text of the certificates to trust. */
  readonly ca?: string | undefined;
  /** False gives a redirect as it is: a signature is good for one address only. */
  readonly followRedirects?: boolean;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Not read yet: whoever gets it reads it to its end or destroys it. */
  readonly body: IncomingMessage;
  /** Where the answer came from, after redirects. */
  readonly url: URL;
}

export interface HttpClient {
  /** Sends a request and follows redirects. Gives any status; rejects with UNAVAILABLE when there is no answer. */
  send(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer>;
  /** Whether requests may go through a proxy. */
  readonly hasProxy: boolean;
  close(): void;
}

export interface HttpClientOptions {
  readonly environment: Environment;
  readonly parallel: number;
  readonly connectTimeoutMs: number;
  readonly idleTimeoutMs: number;
}

const MAX_REDIRECTS = 8;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const SECRET_HEADERS: ReadonlySet<string> = new Set(['authorization', 'cookie', 'x-amz-security-token']);
const PROXY_VARIABLES = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy'];

/** Opens connections that are kept between requests. HTTP_PROXY, HTTPS_PROXY and NO_PROXY of the environment count. */
export function openHttpClient(options: HttpClientOptions): HttpClient {
  const proxyEnv = Object.fromEntries(
    PROXY_VARIABLES.flatMap((name) => (options.environment[name] ? [[name, options.environment[name]]] : [])),
  );
  const shared = { keepAlive: true, maxSockets: options.parallel, proxyEnv };
  const plain = new HttpAgent(shared);
  const secure = new HttpsAgent(shared);
  const agentOf = (url: URL): HttpAgent => (url.protocol === 'https:' ? secure : plain);
  return {
    hasProxy: Object.keys(proxyEnv).some((name) => /^https?_proxy$/i.test(name)),
    send: (request, signal) => follow(request, signal, (each) => sendOnce(each, agentOf(each.url), options, signal)),
    close: () => {
      plain.destroy();
      secure.destroy();
    },
  };
}

async function follow(
  first: HttpRequest,
  signal: AbortSignal,
  send: (request: HttpRequest) => Promise<HttpAnswer>,
): Promise<HttpAnswer> {
  let request = first;
  for (let count = 0; count <= MAX_REDIRECTS; count++) {
    signal.throwIfAborted();
    const answer = await send(request);
    const { location } = answer.headers;
    if (
      !REDIRECTS.has(answer.status) ||
      location === undefined ||
      request.method === 'POST' ||
      request.followRedirects === false
    )
      return answer;
    answer.body.destroy();
    request = redirect(request, location);
  }
  throw new RadiantError('UNAVAILABLE', `${first.url.host} redirects more than ${MAX_REDIRECTS} times`, {
    reason: 'TOO_MANY_REDIRECTS',
  });
}

/** Secrets stay with the host that they were meant for. */
function redirect(request: HttpRequest, location: string): HttpRequest {
  const url = parseLocation(location, request.url);
  const isSameHost = url.host === request.url.host && url.protocol === request.url.protocol;
  const headers = Object.entries(request.headers).filter(
    ([name]) => isSameHost || !SECRET_HEADERS.has(name.toLowerCase()),
  );
  return { ...request, url, headers: Object.fromEntries(headers.filter(([name]) => name.toLowerCase() !== 'host')) };
}

function parseLocation(location: string, base: URL): URL {
  const url = URL.canParse(location, base.href) ? new URL(location, base) : undefined;
  if (url !== undefined && (url.protocol === 'http:' || url.protocol === 'https:')) return url;
  throw new RadiantError('UNAVAILABLE', `${base.host} redirects to an address that is no URL`, {
    reason: 'BAD_REDIRECT',
  });
}

function sendOnce(
  request: HttpRequest,
  agent: HttpAgent,
  options: HttpClientOptions,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const { url, method = 'GET', headers, body, verifyTls, ca } = request;
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? requestHttps : requestHttp;
    const sent = send(url, {
      method,
      agent,
      signal,
      headers: { 'user-agent': 'radiant', ...headers },
      ...(verifyTls === false ? { rejectUnauthorized: false } : {}),
      ...(ca === undefined ? {} : { ca }),
    });
    // Until the connection stands the shorter limit counts, then the one for silence.
    sent.setTimeout(options.connectTimeoutMs, () => sent.destroy(timedOut(url, options.connectTimeoutMs)));
    sent.on('response', (message) => {
      sent.setTimeout(options.idleTimeoutMs, () => message.destroy(timedOut(url, options.idleTimeoutMs)));
      resolve({ status: message.statusCode ?? 0, headers: message.headers, body: message, url });
    });
    sent.on('error', (thrown) => reject(toConnectionError(thrown, url, signal)));
    sent.on('socket', (socket) => {
      const wait = (): unknown => sent.setTimeout(options.idleTimeoutMs);
      if (socket.connecting) socket.once('connect', wait);
      else wait();
    });
    sent.end(body);
  });
}

function timedOut(url: URL, ms: number): RadiantError {
  return new RadiantError('UNAVAILABLE', `${url.host} sent nothing for ${ms} ms`, { reason: 'STORE_TIMEOUT' });
}
