import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadModel } from '../../load-model.ts';

const MODEL = {
  features_info: {
    float_features: [{ feature_id: '', feature_index: 0, flat_feature_index: 0, nan_value_treatment: 'AsTrue' }],
  },
  model_info: {
    params: { loss_function: { type: 'Logloss' } },
    class_params: { class_label_type: 'String', class_names: ['no', 'yes'] },
  },
  oblivious_trees: [
    { leaf_values: [-1, 2], splits: [{ split_type: 'FloatFeature', float_feature_index: 0, border: 0.1 }] },
  ],
  scale_and_bias: [2, [0.5]],
};

function load(change: (model: typeof MODEL & Record<string, unknown>) => void) {
  const model = structuredClone(MODEL) as typeof MODEL & Record<string, unknown>;
  change(model);
  return loadModel(new TextEncoder().encode(JSON.stringify(model)));
}

test('a CatBoost model compares float32 numbers, scales, and puts NaN where the file says', async () => {
  const model = await load(() => undefined);
  const x = { kind: 'dense', rows: 4, columns: 1, data: Float64Array.of(0.1, 0.1000001, Number.NaN, -5) } as const;
  assert.deepEqual(model.decisionFunction?.(x).data, Float64Array.of(-1.5, 4.5, 4.5, -1.5));
  assert.deepEqual(model.predict?.(x).data, ['no', 'yes', 'yes', 'no']);
});

test('a wrong CatBoost model is refused with the field that is wrong', async () => {
  const wrong: readonly [string, Parameters<typeof load>[0], RegExp][] = [
    [
      'too few leaves',
      (m) => void Object.assign(m.oblivious_trees[0]!, { leaf_values: [1, 2, 3] }),
      /oblivious_trees\[0\]\.leaf_values: has 3 values for 2 leaves/,
    ],
    [
      'an unknown feature',
      (m) => void Object.assign(m.oblivious_trees[0]!.splits[0]!, { float_feature_index: 9 }),
      /float_feature_index: is 9/,
    ],
    [
      'a deep tree',
      (m) => void Object.assign(m.oblivious_trees[0]!, { splits: Array(40).fill(m.oblivious_trees[0]!.splits[0]) }),
      /is 40 deep, want at most 16/,
    ],
    [
      'a huge column',
      (m) => void Object.assign(m.features_info.float_features[0]!, { flat_feature_index: 1e15 }),
      /flat_feature_index: is 1000000000000000/,
    ],
    [
      'columns left out',
      (m) => void Object.assign(m.features_info.float_features[0]!, { flat_feature_index: 5 }),
      /leaves columns out/,
    ],
    [
      'too many classes',
      (m) => void m.model_info.class_params.class_names.push('maybe'),
      /has 3 classes for 1 outputs/,
    ],
    [
      'biases',
      (m) => void Object.assign(m, { scale_and_bias: [1, [1, 2, 3]] }),
      /leaf_values: has 2 values for 2 leaves of 3 outputs/,
    ],
    [
      'a category split',
      (m) => void Object.assign(m.oblivious_trees[0]!.splits[0]!, { split_type: 'OnlineCtr' }),
      /does not run natively: it has splits of the kind OnlineCtr/,
    ],
    [
      'categories',
      (m) => void Object.assign(m.features_info, { categorical_features: [{}] }),
      /does not run natively: it has categorical features/,
    ],
    [
      'other trees',
      (m) => void Object.assign(m, { oblivious_trees: undefined, trees: [] }),
      /its trees are not symmetric/,
    ],
  ];
  for (const [name, change, says] of wrong) await assert.rejects(load(change), says, name);
});
