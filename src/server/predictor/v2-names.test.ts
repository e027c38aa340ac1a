import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { askGrpc } from './fixtures/ask-grpc.ts';
import { component, open, times, unit } from './fixtures/open-test-predictor.ts';

const PROTO = 'inference/open_inference.proto';
const NOT_FOUND = 5;

const cases = [
  { what: 'a node', name: 'b', found: true },
  { what: 'the predictor', name: 'main', found: true },
  { what: 'the deployment', name: 'dep', found: true },
  { what: 'nothing', name: 'other', found: false },
];

describe('questions of V2 about a model', () => {
  for (const { what, name, found } of cases) {
    test(`find ${what} by its name`, async () => {
      const nodes = { a: component('a', { transformInput: times(2) }), b: component('b', { predict: times(3) }) };
      const graph = unit('a', { type: 'TRANSFORMER', children: [unit('b')] });
      const { url, grpc } = await open(graph, nodes, { protocol: 'v2' });
      const ready = await fetch(`${url}/v2/models/${name}/ready`);
      assert.equal(ready.status, found ? 200 : 404);
      const metadata = await fetch(`${url}/v2/models/${name}`);
      assert.equal(metadata.status, found ? 200 : 404);
      for (const method of ['ModelReady', 'ModelMetadata']) {
        const asked = askGrpc(grpc, PROTO, `inference.GRPCInferenceService/${method}`, { name });
        if (found) await asked;
        else await assert.rejects(asked, { code: NOT_FOUND });
      }
      if (found) assert.equal(((await metadata.json()) as { name: string }).name, name);
    });
  }
});
