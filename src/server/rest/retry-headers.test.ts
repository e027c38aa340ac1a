import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RadiantError } from '../../base/index.ts';
import { createTestComponent } from '../fixtures/create-test-component.ts';
import { openTestServer } from '../fixtures/open-test-server.ts';

const ROWS = '{"data": {"ndarray": [[1]]}}';
const V2_ROWS = '{"inputs": [{"name": "x", "shape": [1], "datatype": "FP64", "data": [1]}]}';

test('a full queue is 429 in every protocol, with the time after which to try again', async (t) => {
  const component = createTestComponent({
    predict: () => {
      throw new RadiantError('RESOURCE_EXHAUSTED', 'busy', { reason: 'QUEUE_FULL' });
    },
  });
  const server = await openTestServer(component, { unitId: 'm' });
  t.after(() => server.close());
  const ask = (path: string, body: string): Promise<Response> =>
    fetch(server.url + path, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  for (const [path, body] of [
    ['/predict', ROWS],
    ['/v2/models/m/infer', V2_ROWS],
    ['/v1/models/m:predict', '{"instances": [1]}'],
    ['/invocations', '{"inputs": [1]}'],
  ] as const) {
    const answer = await ask(path, body);
    assert.deepEqual([path, answer.status, answer.headers.get('retry-after')], [path, 429, '1']);
  }
  const mistake = await ask('/predict', '{"data"');
  assert.deepEqual([mistake.status, mistake.headers.get('retry-after')], [400, null]);
});
