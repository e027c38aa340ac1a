import type { Exchange } from '../rest/exchange.ts';
import { pathOf } from '../rest/split-url.ts';
import type { PredictorOptions } from './predictor-options.ts';
import { puidOf } from './rest-run.ts';

const DEFAULT_HEADERS = 'Accept, Accept-Encoding, Authorization, Content-Length, Content-Type, X-CSRF-Token';

/** The headers of every answer on a path that is there: the request's id, what pages may do, and those of an event when the request is one. */
export function answerHeaders(options: PredictorOptions): (exchange: Exchange) => readonly string[] {
  const { deploymentName, namespace, allowHeaders = DEFAULT_HEADERS } = options;
  return (exchange) => {
    const { endpoint, req, context } = exchange;
    if (endpoint === context.nowhere) return ['X-Content-Type-Options', 'nosniff'];
    const headers = ['Seldon-Puid', puidOf(exchange), 'X-Content-Type-Options', 'nosniff'];
    // A browser's question before the real request is answered by the door.
    if (req.headers['access-control-request-method'] === undefined || req.headers.origin === undefined) {
      headers.push('Access-Control-Allow-Headers', allowHeaders);
      if (endpoint.post !== endpoint.get) {
        headers.push('Access-Control-Allow-Methods', endpoint.post ? 'OPTIONS,POST' : 'GET,OPTIONS');
      }
    }
    if (req.headers['ce-specversion'] !== undefined) {
      headers.push('Ce-Id', puidOf(exchange), 'Ce-Specversion', '0.3', 'Ce-Path', pathOf(req.url ?? '/'));
      headers.push(
        'Ce-Type',
        `seldon.${deploymentName}.${namespace}.response`,
        'Ce-Source',
        `seldon.${deploymentName}`,
      );
    }
    return headers;
  };
}
