import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createMetrics } from './create-metrics.ts';

test('docs/reference/metrics.md names every family of the page', async (t) => {
  const reference = readFileSync(new URL('../../../docs/reference/metrics.md', import.meta.url), 'utf8');
  const metrics = createMetrics({}, { maxSeries: 7 });
  t.after(() => metrics.close());
  metrics.observeRequest('predict', 'rest', 200, 1);
  metrics.recordFeedback(1);
  for (let tag = 0; tag < 9; tag++)
    metrics.recordCustom('predict', [{ type: 'GAUGE', key: 'key', value: 1, tags: { tag: String(tag) } }]);
  // The event loop's delay is there once it was sampled.
  while (!metrics.render().includes('nodejs_eventloop_lag_seconds')) await nextTurn();
  const families = [...metrics.render().matchAll(/^# TYPE (\w+)/gm)].map(([, name]) => name ?? '');
  assert.ok(families.includes('radiant_metric_series_dropped'));
  assert.deepEqual(
    families.filter((name) => !reference.includes(`\`${name}\``)),
    [],
  );
});
