import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ensureOnnxruntime } from '../support/ensure-onnxruntime.ts';
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
  { server: 'XGBOOST_SERVER', model: 'xgboost-classifier', answers: 'booster', tolerance: 3e-7 },
  { server: 'LIGHTGBM_SERVER', model: 'lightgbm-cancer', answers: 'predict', tolerance: 1e-12 },
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

test('ONNX_SERVER answers with probabilities, and with labels in V2', async () => {
  const cwd = await ensureOnnxruntime();
  const model = `${MODELS}../models/onnx/logreg-multiclass/skl2onnx-1.20.0`;
  const seldon = await openServer({ server: 'ONNX_SERVER', model, cwd });
  const v2 = await openServer({ server: 'ONNX_SERVER', model, cwd, protocol: 'v2' });
  const { default: recorded } = (await import(`${model}/case.json`, { with: { type: 'json' } })) as {
    default: { inputs: { rows: Rows }; outputs: Record<string, { values: readonly unknown[] }> };
  };
  const { rows } = recorded.inputs;
  const [labels, scores] = Object.values(recorded.outputs);
  try {
    assertClose(await DOORS['Seldon REST']!(seldon, rows), scores!.values, 1e-5);
    assertClose(await DOORS['TensorFlow gRPC']!(seldon, rows), scores!.values, 1e-5);
    assertClose(await DOORS['V2 REST']!(v2, rows), labels!.values, 0);
  } finally {
    await Promise.all([seldon.close(AbortSignal.abort()), v2.close(AbortSignal.abort())]);
  }
});

/** Same values in the same order; a column of one is as good as a list. */
function assertClose(got: unknown, want: readonly unknown[], tolerance: number): void {
  const [flat, expectedFlat] = [[got].flat(9), want.flat(9)];
  assert.equal(flat.length, expectedFlat.length, JSON.stringify(got));
  for (const [i, value] of expectedFlat.entries()) {
    if (typeof value !== 'number') assert.equal(flat[i], value);
    else assert.ok(Math.abs(Number(flat[i]) - value) <= tolerance, `${i}: ${flat[i]} is not ${value}`);
  }
}
