import { RadiantError } from '../../base/index.ts';
import type { PlanNode } from '../plan/plan-node.ts';
import type { Run } from './run.ts';

/** When a call of a node must be answered: by its own time or the request's, whichever is over first. */
export function deadlineOf({ timeoutMs }: PlanNode, { deadlineMs }: Run): number | undefined {
  if (timeoutMs === undefined) return deadlineMs;
  return Math.min(Date.now() + timeoutMs, deadlineMs ?? Number.POSITIVE_INFINITY);
}

/** The answer of a node, or DEADLINE_EXCEEDED when its own time is over before it is there. */
export function limitNode<T>({ name, timeoutMs }: PlanNode, answer: Promise<T>): Promise<T> {
  if (timeoutMs === undefined) return answer;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      const message = `node ${name} did not answer within ${timeoutMs} ms`;
      reject(new RadiantError('DEADLINE_EXCEEDED', message, { reason: 'NODE_TIMEOUT' }));
    }, timeoutMs);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
