import type { Log } from '../../base/index.ts';
import { METRICS_CONTENT_TYPE } from '../../observe/index.ts';
import type { Door, Limits } from '../door.ts';
import type { Listen } from '../listen.ts';
import type { Endpoint } from './endpoint.ts';
import type { Exchange } from './exchange.ts';
import { openHttpDoor } from './open-http-door.ts';

export interface MetricsDoorOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly listen?: Listen | undefined;
  readonly limits: Limits;
  readonly log: Log;
  /** The one path. */
  readonly path: string;
  /** Makes the page; may gather from other processes. */
  readonly render: () => string | Promise<string>;
}

/** Opens the port that Prometheus scrapes. Its requests are neither counted nor logged. */
export function openMetricsDoor({ path, render, ...options }: MetricsDoorOptions): Promise<Door> {
  const page: Endpoint = {
    get: true,
    post: false,
    label: 'other',
    readsBody: false,
    handle: (exchange) => answerPage(exchange, render()),
  };
  return openHttpDoor({
    ...options,
    endpoints: new Map([[path, page]]),
    encodeError: ({ message }) => `<!doctype html>\n<title>Error</title>\n<p>${escapeHtml(message)}</p>\n`,
    errorType: 'text/html; charset=utf-8',
    metrics: undefined,
    accessLog: false,
    hint: `the metrics are at ${path}`,
    what: 'metrics',
    option: '--metrics-port',
  });
}

function answerPage(exchange: Exchange, page: string | Promise<string>): void {
  if (typeof page === 'string') {
    exchange.answer(200, METRICS_CONTENT_TYPE, page);
    return;
  }
  exchange.watchClient();
  page.then(
    (text) => exchange.answer(200, METRICS_CONTENT_TYPE, text),
    (thrown) => exchange.fail(thrown),
  );
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
