import type { ServerResponse } from 'node:http';
import { RadiantError } from '../../base/index.ts';
import { decodeSegment } from '../decode-segment.ts';
import { allowedMethods, type CountedEndpoint } from './endpoint.ts';
import { Exchange } from './exchange.ts';
import { pushPreflight } from './push-preflight.ts';
import type { RestContext } from './rest-context.ts';
import type { RestRequest } from './rest-request.ts';
import { pathOf } from './split-url.ts';

/** Finds the endpoint of a request and calls it once the body is there. `mustContinue`: the client waits for a 100 first. */
export function answerRequest(
  context: RestContext,
  req: RestRequest,
  res: ServerResponse,
  mustContinue: boolean,
): void {
  const url = req.url ?? '/';
  const { endpoints } = context;
  const endpoint = endpoints.get(url) ?? findEndpoint(context, pathOf(url), req);
  const method = req.method;
  if (endpoint === undefined || !((method === 'POST' && endpoint.post) || (method === 'GET' && endpoint.get))) {
    answerOther(context, endpoint, req, res);
    return;
  }
  readBody(new Exchange(context, endpoint, req, res), mustContinue);
}

/** Paths may be written with percent signs and doubled slashes, as clients do that join or escape them. */
function findEndpoint(context: RestContext, path: string, req: RestRequest): CountedEndpoint | undefined {
  const { endpoints } = context;
  return endpoints.get(path) ?? context.find(path, req) ?? endpoints.get(decodeSegment(path).replace(/\/{2,}/g, '/'));
}

function readBody(exchange: Exchange, mustContinue: boolean): void {
  const { req, endpoint, context } = exchange;
  if (!endpoint.readsBody) {
    exchange.handle();
    return;
  }
  req.exchange = exchange;
  const length = req.headers['content-length'];
  if (length !== undefined && Number(length) > context.limits.maxBodyBytes) exchange.refuseBody();
  else if (mustContinue) exchange.res.writeContinue();
}

function answerOther(
  context: RestContext,
  endpoint: CountedEndpoint | undefined,
  req: RestRequest,
  res: ServerResponse,
): void {
  const exchange = new Exchange(context, endpoint ?? context.nowhere, req, res);
  if (req.method === 'OPTIONS') {
    // Seldon answers it on every path and names HEAD and GET also where they are 405; pages see errors only after a good preflight.
    const headers = ['Allow', endpoint?.post ? 'OPTIONS, POST, HEAD, GET' : 'OPTIONS, HEAD, GET'];
    pushPreflight(headers, req);
    exchange.answer(200, 'text/html; charset=utf-8', '', headers);
  } else if (endpoint === undefined) {
    exchange.fail(notFound(pathOf(req.url ?? '/'), context));
  } else if (req.method === 'HEAD' && endpoint.get) {
    readBody(exchange, false);
  } else {
    const allowed = allowedMethods(endpoint);
    exchange.fail(methodNotAllowed(req.method ?? '', allowed), ['Allow', allowed]);
  }
}

function notFound(path: string, { endpoints, hint }: RestContext): RadiantError {
  const shown = path.length > 100 ? `${path.slice(0, 100)}...` : path;
  const near = endpoints.has(path.replace(/\/+$/, '')) ? path.replace(/\/+$/, '') : path.toLowerCase();
  const guess = near !== path && endpoints.has(near) ? `did you mean ${near}? ` : '';
  return new RadiantError('NOT_FOUND', `404 Not Found: ${shown}: ${guess}${hint}`, {
    reason: 'PATH_NOT_FOUND',
  });
}

function methodNotAllowed(method: string, allowed: string): RadiantError {
  return new RadiantError('UNIMPLEMENTED', `405 Method Not Allowed: ${method}: use one of ${allowed}`, {
    reason: 'METHOD_NOT_ALLOWED',
    httpStatus: 405,
  });
}
