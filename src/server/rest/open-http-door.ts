import type { IncomingMessage, Server } from 'node:http';
import type { Log, RadiantError } from '../../base/index.ts';
import { createAccessLog, type Metrics, type RequestObserver } from '../../observe/index.ts';
import { closeHttpServer } from '../close-http-server.ts';
import type { Door, Limits } from '../door.ts';
import { type Listen, type Listener, listenHere } from '../listen.ts';
import { toListenError } from '../to-listen-error.ts';
import { answerClientError } from './answer-client-error.ts';
import { answerRequest } from './answer-request.ts';
import type { CountedEndpoint, Endpoint, Endpoints, FindEndpoint } from './endpoint.ts';
import { JSON_TYPE } from './exchange.ts';
import { HeldAnswers } from './held-answers.ts';
import { createServer } from './node-http.ts';
import type { RestContext } from './rest-context.ts';
import { RestRequest } from './rest-request.ts';

export interface HttpDoorOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Binds the port; in this process when left out. */
  readonly listen?: Listen | undefined;
  readonly limits: Limits;
  readonly log: Log;
  readonly endpoints: Endpoints;
  /** Paths with names in them: asked when no whole path fits. Gives one object for all paths of one kind. */
  readonly findEndpoint?: FindEndpoint | undefined;
  /** The body of an error, and its content type; JSON when left out. */
  readonly encodeError: (error: RadiantError) => string;
  readonly errorType?: string;
  /** Where requests are counted; undefined when they are not. */
  readonly metrics: Pick<Metrics, 'requests'> | undefined;
  /** See `RestContext`. */
  readonly allowOrigin?: string | undefined;
  readonly extraHeaders?: RestContext['extraHeaders'];
  /** One log line per request. */
  readonly accessLog: boolean;
  /** Where to go from a path that is not there, for messages. */
  readonly hint: string;
  /** What listens and the option that changes its port, for messages. */
  readonly what: string;
  readonly option: string;
}

const MAX_HEAD_BYTES = 64 * 1024;
const NOT_COUNTED: RequestObserver = { observe: () => {} };

/** Opens a door on node:http. Rejects when the port cannot be bound. */
export async function openHttpDoor(options: HttpDoorOptions): Promise<Door> {
  const { limits, log } = options;
  const context: RestContext = {
    limits,
    log,
    writeAccess: options.accessLog ? createAccessLog(log) : undefined,
    ...countEndpoints(options.endpoints, options.findEndpoint, options.metrics),
    encodeError: options.encodeError,
    errorType: options.errorType ?? JSON_TYPE,
    hint: options.hint,
    allowOrigin: options.allowOrigin,
    extraHeaders: options.extraHeaders,
    held: new HeldAnswers(),
    isClosing: false,
  };
  const server = createDoorServer(limits);
  server.on('connection', (socket) => context.held.watch(socket));
  server.on('request', (req, res) => answerRequest(context, req, res, false));
  server.on('checkContinue', (req, res) => answerRequest(context, req, res, true));
  server.on('clientError', (error, socket) => answerClientError(context, error, socket));
  const listener = await openListener(server, options);
  server.on('error', (error) => log.error(`${options.what}: ${error.message}`));
  return {
    port: listener.port,
    async close(signal) {
      // Only then clients are asked to connect anew: they find another server, not this one.
      if (signal?.aborted !== true) await listener.stop();
      context.isClosing = true;
      await closeHttpServer(server, listener, limits.idleGraceMs, signal);
    },
  };
}

async function openListener(server: Server<typeof RestRequest>, options: HttpDoorOptions): Promise<Listener> {
  const listen = options.listen ?? listenHere;
  try {
    return await listen(server, options.host, options.port);
  } catch (thrown) {
    // The checks of connections run from the start.
    server.close();
    throw toListenError(thrown, options);
  }
}

function createDoorServer(limits: Limits): Server<typeof RestRequest> {
  return createServer({
    IncomingMessage: RestRequest,
    keepAlive: false,
    noDelay: true,
    maxHeaderSize: MAX_HEAD_BYTES,
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    connectionsCheckingInterval: limits.checkIntervalMs,
  });
}

function countEndpoints(
  endpoints: Endpoints,
  findEndpoint: FindEndpoint | undefined,
  metrics: Pick<Metrics, 'requests'> | undefined,
): Pick<RestContext, 'endpoints' | 'find' | 'nowhere'> {
  const count = (endpoint: Endpoint): CountedEndpoint => {
    let observer: RequestObserver | undefined;
    return {
      ...endpoint,
      get observer() {
        // On first use, so that the metrics page shows only what was asked for.
        observer ??= (endpoint.metrics ?? metrics)?.requests(endpoint.label, 'rest') ?? NOT_COUNTED;
        return observer;
      },
    };
  };
  const nowhere = count({ get: true, post: true, label: 'other', readsBody: false, handle: () => {} });
  // Endpoints found by a rule are few objects for many paths, and each is counted once.
  const found = new WeakMap<Endpoint, CountedEndpoint>();
  const find = (path: string, req: IncomingMessage): CountedEndpoint | undefined => {
    const endpoint = findEndpoint?.(path, req);
    if (endpoint === undefined) return undefined;
    let counted = found.get(endpoint);
    if (counted === undefined) {
      counted = count(endpoint);
      found.set(endpoint, counted);
    }
    return counted;
  };
  return { endpoints: new Map([...endpoints].map(([path, endpoint]) => [path, count(endpoint)])), find, nowhere };
}
