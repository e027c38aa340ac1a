import assert from 'node:assert/strict';
import { test } from 'node:test';
import { folderOf } from './formats/model-folder.ts';
import { loadModelFolder } from './load-model-folder.ts';

const LIGHTGBM = `tree
version=v4
num_class=1
num_tree_per_iteration=1
label_index=0
max_feature_idx=1
objective=regression
feature_names=Column_0 Column_1
feature_infos=[0:1] [0:1]
tree_sizes=1

Tree=0
num_leaves=2
num_cat=0
split_feature=1
threshold=0.5
decision_type=2
left_child=-1
right_child=-2
leaf_value=10 20
shrinkage=1


end of trees
`;
const MLMODEL = `flavors:
  lightgbm:
    data: model.lgb
  python_function:
    loader_module: mlflow.lightgbm
signature:
  inputs: '[{"type": "double", "name": "age", "required": true}, {"type": "double",
    "name": "income", "required": false}]'
  outputs: '[{"type": "tensor", "tensor-spec": {"dtype": "float64", "shape": [-1]}}]'
`;

function folder(files: Readonly<Record<string, string>>) {
  return folderOf(new Map(Object.entries(files).map(([name, text]) => [name, new TextEncoder().encode(text)])));
}

test('an MLflow folder gives the model, its signature and its columns', async () => {
  const { estimator, path, predictMethod, signature } = await loadModelFolder(
    folder({ MLmodel: MLMODEL, 'model.lgb': LIGHTGBM, 'conda.yaml': '' }),
  );
  assert.deepEqual([path, predictMethod], ['model.lgb', 'predict']);
  assert.deepEqual(estimator.input.featureNames, ['age', 'income']);
  assert.deepEqual(
    signature?.inputs?.map(({ name, dtype, isRequired }) => [name, dtype, isRequired]),
    [
      ['age', 'double', true],
      ['income', 'double', false],
    ],
  );
  assert.deepEqual(signature?.outputs?.[0]?.shape, [-1]);
  const x = { kind: 'dense', rows: 2, columns: 2, data: Float64Array.of(0, 0.4, 0, 0.6) } as const;
  assert.deepEqual(estimator.predict?.(x).data, Float64Array.of(10, 20));
});

test('a folder with one model file is that model', async () => {
  const { path } = await loadModelFolder(
    folder({ 'README.md': 'my model', 'model.txt': LIGHTGBM, 'sub/model.txt': '' }),
  );
  assert.equal(path, 'model.txt');
});

const REFUSED: readonly {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly mention: RegExp;
}[] = [
  { name: 'no file', files: {}, mention: /no model file/ },
  { name: 'two models', files: { 'a.joblib': '', 'b.pkl': '' }, mention: /several files.*a.joblib, b.pkl/ },
  { name: 'a model file that is missing', files: { MLmodel: MLMODEL }, mention: /no file "model.lgb"/ },
  {
    name: 'a path to the outside',
    files: { MLmodel: MLMODEL.replace('model.lgb', '../model.lgb') },
    mention: /outside the folder/,
  },
  {
    name: 'an absolute path',
    files: { MLmodel: MLMODEL.replace('model.lgb', '/etc/passwd') },
    mention: /outside the folder/,
  },
  {
    name: 'a flavour that only Python loads',
    files: { MLmodel: 'flavors:\n  pytorch:\n    data: data\n  python_function:\n    loader_module: mlflow.pytorch\n' },
    mention: /needs the Python runtime.*mlflow.pytorch/,
  },
  { name: 'no flavours', files: { MLmodel: 'a: 1\n' }, mention: /no flavors/ },
];

for (const { name, files, mention } of REFUSED) {
  test(`a folder is refused: ${name}`, async () => {
    await assert.rejects(loadModelFolder(folder(files)), mention);
  });
}
