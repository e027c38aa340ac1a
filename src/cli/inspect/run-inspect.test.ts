import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runInspect } from './run-inspect.ts';

const MODELS = fileURLToPath(new URL('../../../tests/golden/models/', import.meta.url));

async function run(...args: string[]) {
  let out = '';
  let err = '';
  const code = await runInspect(args, {
    environment: {},
    writeOut: (text) => {
      out += text;
    },
    writeErr: (text) => {
      err += text;
    },
    colour: false,
    programName: 'radiant',
  });
  return { code, out, err };
}

const CASES: readonly { name: string; path: string; code: number; says: readonly RegExp[] }[] = [
  {
    name: 'a model that runs natively is described',
    path: 'cluster/kmeans-tiny/sk-1.3.2/model.joblib.bz2',
    code: 0,
    says: [
      /format +pickle/,
      /compression +bz2/,
      /KMeans \(scikit-learn 1\.3\.2\)/,
      /methods +predict, transform/,
      /safe +yes/,
    ],
  },
  {
    name: 'the parts of an ensemble are counted, and classes are listed',
    path: 'ensemble/voting-soft/sk-1.5.2/model.joblib',
    code: 0,
    says: [/VotingClassifier/, /estimators_: sklearn\./, /classes +\S/, /predict_proba/],
  },
  {
    name: 'a folder of MLflow is described by its file',
    path: 'mlflow/sklearn-pickle/mlflow-3.17.2/model',
    code: 0,
    says: [/format +pickle/, /signature +float64 \[-1, 5\] -> int64 \[-1\]/],
  },
  { name: 'a bomb is refused', path: 'hostile/bomb/bad-crc.joblib.z', code: 1, says: [/native +no/, /why +\S/] },
  {
    name: 'a path that leads outside of its folder is dangerous',
    path: 'hostile/mlflow/path-climb',
    code: 1,
    says: [/outside the folder/, /safe +no/],
  },
  {
    name: 'a file of another kind is said to be one',
    path: 'hostile/random/text.joblib',
    code: 1,
    says: [/no model format/],
  },
];

describe('radiant inspect', () => {
  for (const { name, path, code, says } of CASES) {
    test(name, async () => {
      const got = await run(`${MODELS}${path}`);
      for (const pattern of says) assert.match(got.out, pattern);
      assert.equal(got.code, code, got.err);
    });
  }

  test('--json gives the same facts for programs', async () => {
    const { code, out } = await run(`${MODELS}cluster/kmeans/sk-1.7.2/model.joblib`, '--json');
    const { name, input, methods, isSafe, isNative, problem } = JSON.parse(out) as Record<string, unknown>;
    assert.deepEqual(
      { code, name, methods, isSafe, isNative, problem },
      { code: 0, name: 'KMeans', methods: ['predict', 'transform'], isSafe: true, isNative: true, problem: null },
    );
    assert.equal((input as { featureCount: number }).featureCount, 5);
  });

  test('a model of another runtime is not said to be safe', async () => {
    const { out } = await run(`${MODELS}onnx/knn/skl2onnx-1.20.0/model.onnx`, '--json');
    const { isSafe, isNative, signature } = JSON.parse(out) as Record<string, unknown>;
    assert.deepEqual({ isSafe, isNative, signature }, { isSafe: null, isNative: false, signature: null });
  });

  test('mistakes on the command line are told', async () => {
    assert.equal((await run()).code, 2);
    assert.equal((await run('x', '--bogus')).code, 255);
    assert.deepEqual(await run('/nowhere/model.joblib'), {
      code: 1,
      out: '',
      err: 'radiant: /nowhere/model.joblib cannot be read: there is no file or folder of this name\n',
    });
  });
});
