import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { CustomMetric, Verb } from '../../payload/index.ts';
import { createMetrics } from './create-metrics.ts';
import { mergeSnapshots, withoutGauges } from './merge-snapshots.ts';
import { renderMetrics } from './render-metrics.ts';

const FULL: readonly CustomMetric[] = [
  { type: 'COUNTER', key: 'full_calls', value: 1 },
  { type: 'GAUGE', key: 'full_gauge', value: 42.5, tags: { colour: 'red' } },
  { type: 'TIMER', key: 'full_timer', value: 20.2 },
];

const identity = { workerId: '18314' };
const open = (maxSeries?: number) =>
  createMetrics(identity, { process: false, ...(maxSeries === undefined ? {} : { maxSeries }) });

test('custom metrics and rewards have the names, labels and buckets that Seldon recorded', () => {
  const golden = JSON.parse(
    readFileSync(new URL('../../../tests/golden/microservice-metrics.json', import.meta.url), 'utf8'),
  ) as { cases: { id: string; response: { body: string } }[] };
  const expected = golden.cases.find(({ id }) => id === 'metrics-FullModel/09-metrics')?.response.body ?? '';
  const metrics = open();
  const verbs: Verb[] = [
    'predict',
    'predict',
    'transformInput',
    'transformOutput',
    'healthStatus',
    'sendFeedback',
    'sendFeedback',
  ];
  for (const verb of verbs) metrics.recordCustom(verb, FULL);
  metrics.recordFeedback(2.5);
  metrics.recordFeedback(0);
  assert.deepEqual(samples(metrics.render()), samples(expected));
});

test('a value that is true or an integer of any size is a number on the page', () => {
  const metrics = open();
  const values: unknown[] = [true, 2n ** 70n];
  const own = values.map((value, index) => ({ type: 'GAUGE', key: `g${index}`, value }) as CustomMetric);
  metrics.recordCustom('predict', own);
  const page = metrics.render();
  assert.match(page, /^g0\{.*\} 1$/m);
  assert.match(page, /^g1\{.*\} 1\.1805916207174113e\+21$/m);
});

test('requests are counted by method, protocol and code, with the time they took', () => {
  const metrics = open();
  metrics.observeRequest('predict', 'rest', 200, 0.0002);
  metrics.observeRequest('predict', 'rest', 200, 700);
  metrics.requests('predict', 'rest').observe(404, 0.3);
  metrics.requests('route', 'grpc').observe(0, 0.3);
  metrics.requests('route', 'grpc').observe(14, 0.3);
  metrics.requests('route', 'grpc').observe(1e9, 0.3);
  const page = metrics.render();
  const counts = [
    ...page.matchAll(/^radiant_requests_total\{code="(\w+)".*method="(\w+)".*protocol="(\w+)".*\} (\d+)$/gm),
  ];
  assert.deepEqual(
    counts.map(([, ...found]) => found.join(' ')),
    ['200 predict rest 2', '404 predict rest 1', 'OK router grpc 2', 'UNAVAILABLE router grpc 1'],
  );
  assert.match(page, /radiant_request_seconds_bucket\{.*protocol="rest".*le="300.0"\} 2\n/);
  assert.match(page, /radiant_request_seconds_bucket\{.*protocol="rest".*le="\+Inf"\} 3\n/);
  assert.match(page, /radiant_request_seconds_count\{.*protocol="rest".*\} 3\n/);
});

test('names and values that Prometheus cannot read are mended', () => {
  const metrics = open();
  metrics.recordCustom('predict', [
    {
      type: 'GAUGE',
      key: '1 bad-name',
      value: Number.NaN,
      tags: { 'a-b': 'x"y\\z\n', worker_id: 'mine', method: 'mine' },
    },
    { type: 'COUNTER', key: 'already_total', value: Number.POSITIVE_INFINITY },
    { type: 'TIMER', key: 'timed', value: 1, tags: { le: '5' } },
  ]);
  const page = metrics.render();
  assert.match(
    page,
    /^_1_bad_name\{a_b="x\\"y\\\\z\\n",.*exported_worker_id="mine",.*method="predict",.*worker_id="18314"\} NaN$/m,
  );
  assert.match(page, /^already_total\{.*\} \+Inf$/m);
  assert.match(page, /^timed_bucket\{.*exported_le="5",.*le="0.001"\} 1$/m);
});

test('tags in any order are one series', () => {
  const metrics = open();
  metrics.recordCustom('predict', [
    { type: 'COUNTER', key: 'c', value: 1, tags: { a: '1', b: '2' } },
    { type: 'COUNTER', key: 'c', value: 1, tags: { b: '2', a: '1' } },
  ]);
  assert.deepEqual(
    [...metrics.render().matchAll(/^c_total.* (\d+)$/gm)].map(([, value]) => value),
    ['2'],
  );
});

test('tags with endless values do not fill the memory', () => {
  const metrics = open(100);
  for (let i = 0; i < 1000; i++) {
    metrics.recordCustom('predict', [{ type: 'COUNTER', key: 'c', value: 1, tags: { id: String(i) } }]);
  }
  const page = metrics.render();
  assert.equal([...page.matchAll(/^c_total/gm)].length, 100);
  assert.match(page, /^radiant_metric_series_dropped\{.*\} 900$/m);
});

test('a page without anything counted is empty', () => {
  assert.equal(open().render(), '');
});

test('counters and histograms of several processes are added up, gauges stay apart', () => {
  const one = createMetrics({ workerId: '1' }, { process: false });
  const two = createMetrics({ workerId: '2' }, { process: false });
  for (const metrics of [one, two, two]) metrics.recordCustom('predict', FULL);
  const page = renderMetrics(mergeSnapshots('0', [one.snapshot(), two.snapshot()]));
  assert.match(page, /^full_calls_total\{.*worker_id="0"\} 3$/m);
  assert.match(page, /^full_timer_count\{.*worker_id="0"\} 3$/m);
  assert.match(page, /^full_timer_sum\{.*worker_id="0"\} 0\.0606/m);
  assert.deepEqual(
    [...page.matchAll(/^full_gauge\{.*worker_id="(\d)"\}/gm)].map(([, worker]) => worker),
    ['1', '2'],
  );
  const kept = renderMetrics(mergeSnapshots('0', [withoutGauges(two.snapshot())]));
  assert.match(kept, /^full_calls_total\{.*\} 2$/m);
  assert.doesNotMatch(kept, /full_gauge/);
});

test('process metrics are there by default', (t) => {
  const metrics = createMetrics(identity);
  t.after(() => metrics.close());
  const page = metrics.render();
  for (const name of ['process_cpu_seconds_total', 'process_resident_memory_bytes', 'process_start_time_seconds']) {
    assert.match(page, new RegExp(`^${name}\\{worker_id="18314"\\} \\d`, 'm'));
  }
});

/** Sorted lines of samples with labels sorted and values as numbers: what the format leaves open does not count. */
function samples(page: string): string[] {
  return page
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, name, labels = '', value] = /^(\w+)\{(.*)\} (\S+)$/.exec(line) ?? [];
      return `${name} ${labels.split(',').sort().join(',')} ${Number(value)}`;
    })
    .sort();
}
