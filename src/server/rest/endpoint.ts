import type { IncomingMessage } from 'node:http';
import type { RadiantError } from '../../base/index.ts';
import type { Metrics, RequestMethod, RequestObserver } from '../../observe/index.ts';
import type { Exchange } from './exchange.ts';

/** What answers on one path. */
export interface Endpoint {
  readonly get: boolean;
  readonly post: boolean;
  /** Under which method its requests are counted. */
  readonly label: RequestMethod;
  /** False: the request is answered at once and what body it may have is not kept. */
  readonly readsBody: boolean;
  /** The body of an error of this path in its protocol's form; the door's own when left out. */
  readonly encodeError?: (error: RadiantError) => string;
  /** Where its requests are counted; where the door counts when left out. */
  readonly metrics?: Pick<Metrics, 'requests'>;
  /** Headers of its answers beside the door's: names and values in turn. */
  readonly extraHeaders?: (exchange: Exchange) => readonly string[];
  /** Called when the request is complete; answers through the exchange, now or later. May throw. */
  handle(exchange: Exchange): void;
}

/** The endpoint of a path with names in it, for example a model's; the handler parses the path again. */
export type FindEndpoint = (path: string, req: IncomingMessage) => Endpoint | undefined;

/** Every path with its endpoint. */
export type Endpoints = ReadonlyMap<string, Endpoint>;

/** An endpoint with where its requests are counted, so that no request looks for it. */
export interface CountedEndpoint extends Endpoint {
  readonly observer: RequestObserver;
}

export type CountedEndpoints = ReadonlyMap<string, CountedEndpoint>;

/** The value of the header Allow of an answer with status 405. */
export function allowedMethods(endpoint: Endpoint): string {
  return `OPTIONS${endpoint.post ? ', POST' : ''}${endpoint.get ? ', HEAD, GET' : ''}`;
}
