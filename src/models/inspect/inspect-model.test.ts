import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { folderOf } from '../formats/model-folder.ts';
import { loadModelFolder } from '../load-model-folder.ts';
import { inspectModel } from './inspect-model.ts';

const GOLDEN = fileURLToPath(new URL('../../../tests/golden/', import.meta.url));

const CASES = [
  {
    path: 'models/mlflow/sklearn-skops/mlflow-3.17.2/model/model.skops',
    versions: ['scikit-learn 1.7.2', 'skops 0.16.0'],
  },
  { path: 'models/mlflow/xgboost-booster/mlflow-3.17.2/model/model.ubj', versions: ['XGBoost 2.1.4'] },
  {
    path: 'models/lightgbm/multiclass/lgb-4.7.0/model.dump.json',
    versions: ['LightGBM (file format v4)'],
  },
  {
    path: 'models-fresh/boosters/lightgbm/linear/lgb-3.3.5/model.txt',
    versions: ['LightGBM (file format v3)'],
  },
  {
    path: 'models/onnx/random-forest-regressor/skl2onnx-1.20.0/model.onnx',
    versions: ['skl2onnx 1.20.0', 'ONNX IR 8', 'opset ai.onnx.ml 1', 'opset ai.onnx 17'],
  },
  { path: 'models-fresh/catboost/catboost/stumps/cb-1.2.10/model.json', versions: ['CatBoost 1.2.10'] },
];

for (const { path, versions } of CASES) {
  test(`inspectModel says that ${versions.join(' and ')} wrote a file`, async () => {
    assert.deepEqual((await inspectModel(readFileSync(`${GOLDEN}${path}`))).versions, versions);
  });
}

test('a model of an MLflow folder knows the versions of its library and of MLflow', async () => {
  const root = `${GOLDEN}models/mlflow/xgboost-booster/mlflow-3.17.2/model/`;
  const names = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isFile());
  const files = new Map(names.map(({ name }) => [name, new Uint8Array(readFileSync(`${root}${name}`))]));
  const { estimator } = await loadModelFolder(folderOf(files));
  assert.deepEqual([estimator.writtenBy, estimator.packedBy], ['XGBoost 2.1.4', 'MLflow 3.17.2']);
});
