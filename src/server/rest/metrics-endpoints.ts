import { METRICS_CONTENT_TYPE } from '../../observe/index.ts';
import type { Endpoints } from './endpoint.ts';

/** The one path of the metrics port. `render` may gather from other processes. */
export function metricsEndpoints(path: string, render: () => string | Promise<string>): Endpoints {
  return new Map([
    [
      path,
      {
        get: true,
        post: false,
        label: 'other',
        readsBody: false,
        handle(exchange) {
          const page = render();
          if (typeof page === 'string') {
            exchange.answer(200, METRICS_CONTENT_TYPE, page);
            return;
          }
          exchange.watchClient();
          page.then(
            (text) => exchange.answer(200, METRICS_CONTENT_TYPE, text),
            (thrown) => exchange.fail(thrown),
          );
        },
      },
    ],
  ]);
}
