import { availableParallelism } from 'node:os';
import type { Log } from '../../../base/index.ts';
import { type Features, type ModelMethod, THREAD_SLOTS } from '../../../models/index.ts';
import { chooseMethod, type MethodResult } from '../choose-method.ts';
import type { LoadedModel } from '../read-model-source.ts';
import { createBatchCost } from './batch-cost.ts';
import { openBatchThreads } from './open-batch-threads.ts';

/** Runs a method: small batches here and now, without a promise; large ones in another thread. */
export type RunMethod = (features: Features, signal?: AbortSignal) => MethodResult | Promise<MethodResult>;

export interface Runner {
  /** Throws NO_SUCH_METHOD. */
  forMethod(method: ModelMethod): RunMethod;
  /** Waits for batches that are computed, until the signal fires. */
  close(signal?: AbortSignal): Promise<void>;
}

/** `mostThreads`: 0 computes everything here, and so does a model that cannot be shared. */
export function createRunner(
  { estimator, share }: LoadedModel,
  log: Log,
  mostThreads: number = defaultThreads(),
): Runner {
  if (share === undefined || mostThreads === 0) {
    return { forMethod: (method) => chooseMethod(estimator, method).run, close: () => Promise.resolve() };
  }
  let isUsable = true;
  const onUnusable = (why: string): void => {
    if (isUsable)
      log.warning(`large batches of ${estimator.name} keep other callers waiting, for no thread can have it: ${why}`);
    isUsable = false;
  };
  const most = Math.min(mostThreads, THREAD_SLOTS - 1);
  const threads = openBatchThreads({ model: { share }, most, onUnusable });
  return {
    forMethod(method) {
      const { run } = chooseMethod(estimator, method);
      const cost = createBatchCost(run, () => performance.now());
      const runElsewhere = async (features: Features, signal?: AbortSignal): Promise<MethodResult> => {
        const answer = await threads.run(method, features, signal);
        if (answer === undefined) return run(features);
        cost.note(features.rows, answer.ms);
        return answer.result;
      };
      return (features, signal) =>
        isUsable && cost.isLong(features) ? runElsewhere(features, signal) : cost.runMeasured(features);
    },
    close: (signal) => threads.close(signal),
  };
}

/** One core is left to who takes the requests. */
function defaultThreads(): number {
  return Math.max(1, Math.min(4, availableParallelism() - 1));
}
