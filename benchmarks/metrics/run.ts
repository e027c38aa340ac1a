/** Nanoseconds that counting one request costs. prom-client is measured too when it is installed (`npm install --no-save prom-client`). */
import { createMetrics } from '../../src/observe/index.ts';

const ROUNDS = 5;
const CALLS = 2_000_000;
const BOUNDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

interface Contestant {
  readonly name: string;
  run(seconds: number): void;
}

const identity = { deploymentName: 'iris', modelName: 'classifier', modelImage: 'org/img', modelVersion: '2' };
const metrics = createMetrics(identity, { process: false });
const bound = metrics.requests('predict', 'rest');
const custom = [{ type: 'COUNTER', key: 'calls', value: 1 }] as const;
const tagged = [{ type: 'COUNTER', key: 'calls', value: 1, tags: { kind: 'row' } }] as const;
const contestants: Contestant[] = [
  { name: 'ours, observer kept', run: (seconds) => bound.observe(200, seconds) },
  { name: 'ours, looked up', run: (seconds) => metrics.observeRequest('predict', 'rest', 200, seconds) },
  { name: 'ours, custom metric', run: () => metrics.recordCustom('predict', custom) },
  { name: 'ours, custom metric with a tag', run: () => metrics.recordCustom('predict', tagged) },
];

interface PromClient {
  readonly Counter: new (options: object) => { inc(labels: object): void; labels(labels: object): { inc(): void } };
  readonly Histogram: new (
    options: object,
  ) => { observe(labels: object, value: number): void; labels(labels: object): { observe(value: number): void } };
}

const name: string = 'prom-client';
const prom = (await import(name).then(
  (module: { default: PromClient }) => module.default,
  () => undefined,
)) as PromClient | undefined;
if (prom !== undefined) {
  const labels = { method: 'predict', protocol: 'rest', deployment_name: 'iris', model_name: 'classifier' };
  const labelNames = [...Object.keys(labels), 'code'];
  const counter = new prom.Counter({ name: 'requests_total', help: 'x', labelNames });
  const histogram = new prom.Histogram({ name: 'seconds', help: 'x', labelNames, buckets: BOUNDS });
  const withCode = { ...labels, code: '200' };
  contestants.push({
    name: 'prom-client, labels each time',
    run: (seconds) => {
      counter.inc(withCode);
      histogram.observe(withCode, seconds);
    },
  });
  const boundCounter = counter.labels(withCode);
  const boundHistogram = histogram.labels(withCode);
  contestants.push({
    name: 'prom-client, bound',
    run: (seconds) => {
      boundCounter.inc();
      boundHistogram.observe(seconds);
    },
  });
}

const best = new Map<string, number[]>();
for (let round = 0; round < ROUNDS; round++) {
  for (const contestant of contestants) {
    const start = performance.now();
    for (let i = 0; i < CALLS; i++) contestant.run((i & 1023) / 1e6);
    best.set(contestant.name, [...(best.get(contestant.name) ?? []), ((performance.now() - start) / CALLS) * 1e6]);
  }
}
for (const [contestant, times] of best) {
  times.sort((a, b) => a - b);
  console.log(`${contestant.padEnd(32)} ${times[0]?.toFixed(0)} .. ${times.at(-1)?.toFixed(0)} ns`);
}
