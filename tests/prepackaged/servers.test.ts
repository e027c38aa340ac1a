import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { ensureOnnxruntime } from '../support/ensure-onnxruntime.ts';
import { ensureVenv } from '../support/ensure-venv.ts';
import { NEEDS_PYTHON } from '../support/needs-python.ts';
import { DOORS, type Rows } from './ask.ts';
import { expected, MODELS, openServer, type WantedServer } from './open-server.ts';

interface Case extends WantedServer {
  /** The output of expected.json that Seldon's and TensorFlow's doors answer with. */
  readonly answers: string;
  /** That of V2's doors, where it is another. */
  readonly v2?: string;
  readonly tolerance: number;
}

const CASES: readonly Case[] = [
  { server: 'SKLEARN_SERVER', model: 'iris', answers: 'predict_proba', v2: 'predict', tolerance: 1e-10 },
  { server: 'SKLEARN_SERVER', model: 'cancer', answers: 'predict_proba', v2: 'predict', tolerance: 1e-10 },
  { server: 'SKLEARN_SERVER', model: 'text', answers: 'predict_proba', v2: 'predict', tolerance: 1e-10 },
  { server: 'SKLEARN_SERVER', model: 'clusters', answers: 'predict', tolerance: 0 },
  {
    ...{ server: 'SKLEARN_SERVER', model: 'iris', answers: 'decision_function', tolerance: 1e-10 },
    parameters: { method: 'decision_function' },
  },
  { server: 'SKLEARN_SERVER', model: 'iris', protocol: 'v2', answers: 'predict', tolerance: 0 },
  { server: 'XGBOOST_SERVER', model: 'xgboost-iris', answers: 'predict', tolerance: 3e-7 },
  // XGBClassifier's own files: Booster.predict as Seldon's server gives it, and the classifier in V2.
  { server: 'XGBOOST_SERVER', model: 'xgboost-classifier', answers: 'booster', v2: 'predict', tolerance: 3e-7 },
  { server: 'XGBOOST_SERVER', model: 'xgboost-cancer', answers: 'booster', v2: 'predict', tolerance: 3e-7 },
  { server: 'XGBOOST_SERVER', model: 'xgboost-cancer', protocol: 'v2', answers: 'predict', tolerance: 0 },
  {
    ...{ server: 'XGBOOST_SERVER', model: 'xgboost-cancer', answers: 'predict_proba', tolerance: 3e-7 },
    parameters: { method: 'predict_proba' },
  },
  { server: 'LIGHTGBM_SERVER', model: 'lightgbm-cancer', answers: 'predict', tolerance: 1e-12 },
  { server: 'LIGHTGBM_SERVER', model: 'lightgbm-iris', answers: 'predict', tolerance: 1e-12 },
  { server: 'CATBOOST_SERVER', model: 'catboost-iris', answers: 'predict', tolerance: 0 },
  {
    ...{ server: 'CATBOOST_SERVER', model: 'catboost-iris', answers: 'predict_proba', tolerance: 1e-12 },
    parameters: { method: 'predict_proba' },
  },
  { server: 'MLFLOW_SERVER', model: 'mlflow-iris', answers: 'predict', tolerance: 0 },
];

for (const wanted of CASES) {
  const { server: name, model = '', protocol = 'seldon', parameters = {}, answers, v2 = answers, tolerance } = wanted;
  const how = `${protocol}${Object.entries(parameters).map((pair) => `, ${pair.join(' ')}`)}`;
  describe(`${name} with ${model} (${how})`, () => {
    for (const [door, ask] of Object.entries(DOORS)) {
      test(`${door} answers as Python does`, async () => {
        const server = await openServer(wanted);
        try {
          const { rows, outputs } = expected(model);
          const got = await ask(server, rows as Rows);
          assertClose(got, outputs[door.startsWith('V2') ? v2 : answers]!, tolerance);
        } finally {
          await server.close(AbortSignal.abort());
        }
      });
    }
  });
}

describe('forms of boosters that their libraries read', NEEDS_PYTHON, () => {
  const READ_IN_PYTHON: readonly Case[] = [
    { server: 'CATBOOST_SERVER', model: 'catboost-binary', answers: 'predict', tolerance: 0 },
    { server: 'XGBOOST_SERVER', model: 'xgboost-binary', answers: 'predict', tolerance: 3e-7 },
    {
      ...{ server: 'LIGHTGBM_SERVER', model: 'lightgbm-iris', answers: 'predict', tolerance: 1e-12 },
      parameters: { runtime: 'python' },
    },
  ];
  for (const wanted of READ_IN_PYTHON) {
    test(`${wanted.server} with ${wanted.model} answers through every door as Python does`, async () => {
      const python = await ensureVenv('boosters', ['--no-deps', '--no-compile']);
      const server = await openServer({ ...wanted, python });
      try {
        const { rows, outputs } = expected(wanted.model ?? '');
        for (const [door, ask] of Object.entries(DOORS)) {
          assertClose(await ask(server, rows), outputs[wanted.answers]!, wanted.tolerance, door);
        }
        const short = await server.post('/predict', '{"data":{"ndarray":[[1,2]]}}');
        assert.equal(short.status, 400);
        assert.match(JSON.stringify(short.body), /feature count is 2, the model was fitted with \d+/);
      } finally {
        await server.close(AbortSignal.abort());
      }
    });
  }
});

describe('ONNX_SERVER answers with probabilities, and with labels where the protocol is V2', () => {
  const model = `${MODELS}../models/onnx/logreg-multiclass/skl2onnx-1.20.0`;
  for (const protocol of ['seldon', 'v2'] as const) {
    test(`with protocol ${protocol}, through every door`, async () => {
      const server = await openServer({ server: 'ONNX_SERVER', model, cwd: await ensureOnnxruntime(), protocol });
      const { inputs, outputs } = JSON.parse(readFileSync(`${model}/case.json`, 'utf8')) as OnnxCase;
      const [labels, scores] = Object.values(outputs);
      try {
        for (const [door, ask] of Object.entries(DOORS)) {
          const isLabels = protocol === 'v2';
          const got = await ask(server, inputs.rows);
          assertClose(got, (isLabels ? labels : scores)!.values, isLabels ? 0 : 1e-5, door);
        }
      } finally {
        await server.close(AbortSignal.abort());
      }
    });
  }
});

interface OnnxCase {
  readonly inputs: { readonly rows: Rows };
  readonly outputs: Readonly<Record<string, { readonly values: readonly unknown[] }>>;
}

/** Same values in the same order; a column of one is as good as a list. */
function assertClose(got: unknown, want: readonly unknown[], tolerance: number, door = ''): void {
  const [flat, expectedFlat] = [[got].flat(9), want.flat(9)];
  assert.equal(flat.length, expectedFlat.length, `${door}: ${JSON.stringify(got)}`);
  for (const [i, value] of expectedFlat.entries()) {
    if (typeof value !== 'number') assert.equal(flat[i], value);
    else assert.ok(Math.abs(Number(flat[i]) - value) <= tolerance, `${door} ${i}: ${flat[i]} is not ${value}`);
  }
}
