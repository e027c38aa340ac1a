import { METRICS_CONTENT_TYPE } from '../../observe/index.ts';
import { docEndpoints } from '../rest/docs/doc-endpoints.ts';
import type { Endpoint } from '../rest/endpoint.ts';
import { type Exchange, JSON_TYPE } from '../rest/exchange.ts';
import type { Predictor } from './predictor.ts';

const OPENAPI_PATH = '/api/v1.0/doc/seldon.json';
const TEXT = 'text/plain; charset=utf-8';

/** Probes, metrics and the doc page: the paths of every protocol. `describe` gives the OpenAPI document. */
export function sharedEndpoints(
  predictor: Predictor,
  metricsPath: string,
  describe: () => string,
): Map<string, Endpoint> {
  const endpoints = docEndpoints([OPENAPI_PATH]);
  for (const [path, endpoint] of [...endpoints]) endpoints.set(path.replace('/v1.0/', '/v0.1/'), endpoint);
  for (const version of ['v1.0', 'v0.1']) {
    const moved = page((exchange) => exchange.answer(301, TEXT, '', ['Location', './']));
    endpoints.set(`/api/${version}/doc/index.html`, moved);
  }
  endpoints.set(
    OPENAPI_PATH,
    page((exchange) => exchange.answer(200, JSON_TYPE, describe())),
  );
  endpoints.set(
    metricsPath,
    page((exchange) => exchange.answer(200, METRICS_CONTENT_TYPE, predictor.renderMetrics())),
  );
  endpoints.set(
    '/live',
    page((exchange) => exchange.answer(200, TEXT, '')),
  );
  const ready = page((exchange) => answerReady(exchange, predictor));
  endpoints.set('/ready', ready);
  return endpoints;
}

/** 200 when every node can answer, else 503; without a body. */
export function answerReady(exchange: Exchange, predictor: Predictor): void {
  const { signal } = exchange;
  predictor.isReady(signal).then(
    (isReady) => exchange.answer(isReady ? 200 : 503, TEXT, ''),
    (thrown) => exchange.fail(thrown),
  );
}

function page(handle: (exchange: Exchange) => void): Endpoint {
  return { get: true, post: true, label: 'other', readsBody: false, handle };
}
