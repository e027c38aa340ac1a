import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { createTensor, folderOf, loadModel, type Tensor } from '../../src/models.ts';

const MODEL = new URL('../golden/models/cluster/kmeans/sk-1.7.2/', import.meta.url);

interface Case {
  readonly inputs: { readonly rows: readonly (readonly number[])[] };
  readonly outputs: { readonly predict: { readonly values: readonly number[] } };
  readonly fragileRows: readonly number[];
}

const bytes = readFileSync(new URL('model.joblib', MODEL));
const recorded = JSON.parse(readFileSync(new URL('case.json', MODEL), 'utf8')) as Case;
const rows = recorded.inputs.rows.filter((_, row) => !recorded.fragileRows.includes(row));
const input = createTensor('float64', [rows.length, 5], Float64Array.from(rows.flat()));

describe('radiant/models', () => {
  test('a model file answers with the labels of Python', async () => {
    const model = await loadModel(bytes);
    const want = recorded.outputs.predict.values.filter((_, row) => !recorded.fragileRows.includes(row));
    assert.deepEqual(Array.from(model.predict(input).data as ArrayLike<unknown>, Number), want);
    assert.deepEqual([model.name, model.input.featureCount], ['KMeans', 5]);
    assert.deepEqual(model.methods, ['predict', 'transform']);
  });

  test('a folder is read like its file', async () => {
    const model = await loadModel(folderOf(new Map([['model.joblib', bytes]])));
    assert.deepEqual((model.run('transform', input) as Tensor).shape, [rows.length, 4]);
  });

  const refused: readonly { name: string; tensor: Tensor; says: RegExp }[] = [
    {
      name: 'a wrong feature count',
      tensor: createTensor('float64', [1, 2], new Float64Array(2)),
      says: /feature count is 2, the model was fitted with 5/,
    },
    { name: 'a vector', tensor: createTensor('float64', [5], new Float64Array(5)), says: /want \[rows, features\]/ },
    {
      name: 'NaN',
      tensor: createTensor('float64', [1, 5], Float64Array.of(1, 2, 3, Number.NaN, 5)),
      says: /row 0, column 3: the value is missing/,
    },
  ];
  for (const { name, tensor, says } of refused) {
    test(`${name} is refused with what was wanted`, async () => {
      const model = await loadModel(bytes);
      assert.throws(() => model.predict(tensor), says);
    });
  }

  test('a method that the model does not have is refused with those it has', async () => {
    const model = await loadModel(bytes);
    assert.throws(
      () => model.run('predict_proba', input),
      /KMeans has no method predict_proba, but predict, transform/,
    );
  });
});
