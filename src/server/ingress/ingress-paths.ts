import type { IncomingMessage } from 'node:http';
import { RadiantError } from '../../base/index.ts';
import type { Endpoint, FindEndpoint } from '../rest/endpoint.ts';
import type { Exchange } from '../rest/exchange.ts';
import { findRoute } from './find-route.ts';
import { choosePredictor, type Route, type RouteTable, withoutReplicas } from './route.ts';

/** Headers that belong to one connection or describe the body; a copy has its own. */
const NOT_COPIED = new Set([
  'host',
  'connection',
  'content-length',
  'content-type',
  'content-encoding',
  'transfer-encoding',
  'expect',
  'accept-encoding',
  'keep-alive',
  'upgrade',
  'te',
]);

/**
 * Finds what answers on a path of the ingress: the predictor of the deployment that the path names, chosen by its share. The request goes on with the
 * path that is left. Gives undefined for paths of no deployment.
 */
export function findInRoutes(routes: RouteTable, random: () => number): FindEndpoint {
  return (path, req) => {
    const found = findRoute(path, routes);
    if (found === undefined) return path.startsWith('/seldon/') ? nobody(path, routes) : undefined;
    const { route } = found;
    if (route.predictors.length === 0) return failing(withoutReplicas(route));
    const key = route.keyHeader === undefined ? undefined : req.headers[route.keyHeader];
    const routed = choosePredictor(route, typeof key === 'string' ? key : undefined, random);
    const { url = '/' } = req;
    const query = url.indexOf('?');
    req.url = query === -1 ? found.path : found.path + url.slice(query);
    const endpoint = routed.find(found.path, req);
    return endpoint?.label === 'predict' && route.shadows.length > 0 ? mirrored(endpoint, route) : endpoint;
  };
}

/** The same endpoint, which also gives copies to the shadows. */
function mirrored(endpoint: Endpoint, { shadows }: Route): Endpoint {
  return {
    ...endpoint,
    handle(exchange) {
      const { url = '/', headers } = exchange.req;
      const request = {
        path: url,
        contentType: headers['content-type'],
        headers: copyHeaders(exchange.req),
        body: exchange.body,
      };
      const answered = answerOf(exchange);
      for (const shadow of shadows) shadow.mirrorRest(request, answered);
      endpoint.handle(exchange);
    },
  };
}

/** What the caller gets; undefined for an error, or when the caller has gone. */
function answerOf(exchange: Exchange): Promise<Uint8Array | undefined> {
  return new Promise((resolve) => {
    exchange.onAnswer = (status, body) => resolve(status === 200 ? toBytes(body) : undefined);
    exchange.res.once('close', () => resolve(undefined));
  });
}

function toBytes(body: string | Uint8Array): Uint8Array {
  return typeof body === 'string' ? Buffer.from(body) : body;
}

function copyHeaders(req: IncomingMessage): string[] {
  const copied: string[] = [];
  for (let i = 0; i + 1 < req.rawHeaders.length; i += 2) {
    const name = (req.rawHeaders[i] as string).toLowerCase();
    if (!NOT_COPIED.has(name)) copied.push(name, req.rawHeaders[i + 1] as string);
  }
  return copied;
}

function nobody(path: string, routes: RouteTable): Endpoint {
  const names = routes
    .list()
    .slice(0, 20)
    .map(({ namespace, name }) => `/seldon/${namespace}/${name}`);
  const hint = names.length === 0 ? 'nothing is deployed yet' : `there is ${names.join(', ')}`;
  const shown = path.length > 100 ? `${path.slice(0, 100)}...` : path;
  const error = new RadiantError('NOT_FOUND', `no deployment answers on ${shown}: ${hint}`, {
    reason: 'DEPLOYMENT_NOT_FOUND',
  });
  return failing(error);
}

function failing(error: RadiantError): Endpoint {
  return { get: true, post: true, label: 'other', readsBody: false, handle: (exchange) => exchange.fail(error) };
}
