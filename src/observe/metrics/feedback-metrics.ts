import type { Labels } from './format-labels.ts';
import { METHOD_LABEL } from './method-label.ts';
import type { MetricStore } from './metric-store.ts';
import type { Counter } from './series.ts';

/** Counts feedback messages and adds up their rewards. A reward of 0 is not counted, as in Seldon. */
export function createFeedbackMetrics(store: MetricStore, identity: Labels): (reward: number) => void {
  const labels = { ...identity, method: METHOD_LABEL.sendFeedback };
  let counters: { messages: Counter | undefined; rewards: Counter | undefined } | undefined;
  return (reward) => {
    if (reward === 0) return;
    counters ??= {
      messages: store.counter({ name: 'seldon_api_model_feedback_total', help: '', hasWorkerLabel: true }, labels),
      rewards: store.counter(
        { name: 'seldon_api_model_feedback_reward_total', help: '', hasWorkerLabel: true },
        labels,
      ),
    };
    counters.messages?.add(1);
    counters.rewards?.add(reward);
  };
}
