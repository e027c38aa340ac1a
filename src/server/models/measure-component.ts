import { runToEnd } from '../../base/index.ts';
import type { Metrics } from '../../observe/index.ts';
import { type Call, type Component, type Outcome, wrapComponent } from '../../payload/index.ts';

/** Whose predictions are counted; a model without versions has an empty one. */
export interface MeasuredModel {
  readonly name: string;
  readonly version: string;
}

const SECONDS = 'Time that predictions of a model took';

/**
 * Counts the predictions of a model, whatever protocol asks: those that went well, those that failed, and how long both took. The names and the labels
 * `model` and `version` are MLServer's, whose summary's parts are counters here; a stream counts once, when it has ended.
 */
export function measureComponent(component: Component, metrics: Metrics, { name, version }: MeasuredModel): Component {
  const labels = { model: name, version: version === '' ? 'None' : version };
  const succeeded = metrics.counter(
    'model_infer_request_success_total',
    'Predictions of a model that went well',
    labels,
  );
  const failed = metrics.counter('model_infer_request_failure_total', 'Predictions of a model that failed', labels);
  const seconds = metrics.counter('model_infer_request_duration_sum', `${SECONDS}: seconds`, labels);
  const count = metrics.counter('model_infer_request_duration_count', `${SECONDS}: predictions`, labels);
  const end = (startedMs: number, isGood: boolean): void => {
    (isGood ? succeeded : failed).add();
    seconds.add((performance.now() - startedMs) / 1000);
    count.add();
  };
  async function* follow(outcomes: AsyncIterable<Outcome>): AsyncGenerator<Outcome> {
    const startedMs = performance.now();
    let isGood = true;
    try {
      yield* outcomes;
    } catch (thrown) {
      isGood = false;
      throw thrown;
    } finally {
      end(startedMs, isGood);
    }
  }
  return wrapComponent(component, {
    call(call) {
      const startedMs = performance.now();
      return runToEnd(
        () => component.call(call),
        (isGood) => end(startedMs, isGood),
      );
    },
    ...(component.stream === undefined
      ? {}
      : {
          stream(call: Call) {
            const outcomes = component.stream?.(call);
            return outcomes === undefined ? undefined : follow(outcomes);
          },
        }),
  });
}
