import type { NodeExchange } from '../../graph/index.ts';
import type { ExecutorMetrics, ExecutorObserver, NodeIdentity } from '../../observe/index.ts';

/** Different paths of one node that are counted. */
const MAX_SERVICES = 100;

/** Counts exchanges with one node elsewhere. */
export function createNodeObserver(metrics: ExecutorMetrics, node: NodeIdentity): (exchange: NodeExchange) => void {
  const observers = new Map<string, ExecutorObserver>();
  return ({ service, method, code, seconds }) => {
    let observer = observers.get(service);
    if (observer === undefined) {
      // The path may have a name in it that the caller chose.
      if (observers.size >= MAX_SERVICES) return;
      observer = metrics.client(node, service, method);
      observers.set(service, observer);
    }
    observer.observe(code, seconds);
  };
}
