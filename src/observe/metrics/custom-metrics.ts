import type { CustomMetric, Verb } from '../../payload/index.ts';
import { type Labels, toLabelName, toMetricName } from './format-labels.ts';
import { METHOD_LABEL } from './method-label.ts';
import type { MetricStore } from './metric-store.ts';
import type { Counter, Gauge, Histogram } from './series.ts';
import { TIMER_BUCKETS_SECONDS } from './timer-buckets.table.ts';

/** The most series that are found by their name and tags at once; the others are found by their sorted labels. */
const MAX_REMEMBERED = 10_000;

type Apply = (value: number) => void;

/** Counts the metrics that user code reports. Metrics with illegal names get legal ones; the labels are Seldon's. */
export function createCustomMetrics(
  store: MetricStore,
  identity: Labels,
): (verb: Verb, metrics: readonly CustomMetric[]) => void {
  const remembered = new Map<string, Apply>();
  return (verb, metrics) => {
    for (const metric of metrics) {
      const key = keyOf(verb, metric);
      let apply = remembered.get(key);
      if (apply === undefined) {
        apply = openSeries(store, identity, verb, metric);
        if (remembered.size < MAX_REMEMBERED) remembered.set(key, apply);
      }
      // Python code may give True or an integer of any size: both come here as JSON had them.
      apply(Number(metric.value));
    }
  };
}

/** Names a series without the work of sorting and escaping. The same tags in another order lead to the same series. */
function keyOf(verb: Verb, { type, key, tags }: CustomMetric): string {
  let text = `${verb}\0${type}\0${key}`;
  for (const tag in tags) text += `\0${tag}\0${tags[tag]}`;
  return text;
}

function openSeries(store: MetricStore, identity: Labels, verb: Verb, metric: CustomMetric): Apply {
  const labels = { ...tagLabels(metric), ...identity, method: METHOD_LABEL[verb] };
  const name = toMetricName(metric.key);
  switch (metric.type) {
    case 'COUNTER': {
      const counter: Counter | undefined = store.counter(
        { name: name.endsWith('_total') ? name : `${name}_total`, help: '', hasWorkerLabel: true },
        labels,
      );
      return (value) => counter?.add(value);
    }
    case 'GAUGE': {
      const gauge: Gauge | undefined = store.gauge({ name, help: '', hasWorkerLabel: true }, labels);
      return (value) => gauge?.set(value);
    }
    case 'TIMER': {
      const timer: Histogram | undefined = store.histogram(
        { name, help: '', hasWorkerLabel: true, bounds: TIMER_BUCKETS_SECONDS },
        labels,
      );
      return (milliseconds) => timer?.observe(milliseconds / 1000);
    }
  }
}

/** `le` and `worker_id` are written by the renderer: a tag of that name keeps its value under `exported_`. */
function tagLabels(metric: CustomMetric): Labels {
  const labels: Record<string, string> = {};
  for (const [tag, value] of Object.entries(metric.tags ?? {})) {
    const name = toLabelName(tag);
    labels[name === 'le' || name === 'worker_id' ? `exported_${name}` : name] = String(value);
  }
  return labels;
}
