import type { ExecutorMetrics, Metrics, RequestMethod, RequestObserver } from '../../observe/index.ts';

/** What Seldon's executor calls the requests that it counts, and how they come. */
const COUNTED: Readonly<Partial<Record<RequestMethod, readonly [service: string, method: string]>>> = {
  healthStatus: ['status', 'get'],
  metadata: ['metadata', 'get'],
  predict: ['predictions', 'post'],
  sendFeedback: ['feedback', 'post'],
};

/** Counts requests over REST twice: as every server of ours does, and under the names of Seldon's executor. */
export function countRequests(metrics: Metrics, executor: ExecutorMetrics): Pick<Metrics, 'requests'> {
  return {
    requests(label, transport) {
      const own = metrics.requests(label, transport);
      const names = COUNTED[label];
      if (names === undefined) return own;
      const theirs = executor.server(...names);
      const observer: RequestObserver = {
        observe(code, seconds) {
          own.observe(code, seconds);
          theirs.observe(code === 200 ? '200' : String(code), seconds);
        },
      };
      return observer;
    },
  };
}
