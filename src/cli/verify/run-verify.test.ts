import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createTensor } from '../../payload/index.ts';
import { compareAnswers } from './compare-answers.ts';
import { parseCsv } from './parse-csv.ts';
import { runVerify } from './run-verify.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const MODELS = join(ROOT, 'tests', 'golden', 'models');
const KMEANS = join(MODELS, 'cluster', 'kmeans', 'sk-1.7.2', 'model.joblib');

/** A Python with scikit-learn: the project's own, else the first on the PATH. */
function findSklearn(): string | undefined {
  return [join(ROOT, '.venv', 'bin', 'python'), 'python3'].find((python) => {
    try {
      execFileSync(python, ['-c', 'import sklearn, joblib'], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  });
}

const python = findSklearn();
const skip = python === undefined ? 'no Python with scikit-learn: npm start makes one' : false;

async function run(...args: string[]) {
  let out = '';
  let err = '';
  const code = await runVerify(args, {
    environment: process.env,
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

describe('radiant verify', () => {
  test('a file whose native answers are those of Python gives 0, and says that Python loads it', {
    skip,
  }, async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'radiant-verify-'));
    t.after(() => rm(folder, { recursive: true }));
    const data = join(folder, 'x.csv');
    await writeFile(data, 'a,b,c,d,e\n1,2,3,4,5\n-1,0.5,0,2e-1,1\n');
    for (const method of ['predict', 'transform']) {
      const { code, out, err } = await run(KMEANS, '--data', data, '--method', method, '--python', python!);
      assert.equal(code, 0, err);
      assert.match(out, /rows compared +2\n[\s\S]*label disagreements +0\n[\s\S]*the same\n/);
      assert.match(out, /rows that disagree +0 \(tolerance 1e-9/);
      assert.match(err, /loaded in Python .*can run code/);
    }
  });

  test('a dangerous file never gets to Python', async () => {
    const file = join(MODELS, 'hostile', 'pickle', 'allowed-module-dotted-name-numpy.pkl');
    const { code, err } = await run(file, '--data', KMEANS, '--python', '/nowhere/python');
    assert.equal(code, 1);
    assert.match(err, /^radiant: refused: the file names/);
  });

  test('rows that the model does not take are told before Python is asked', async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'radiant-verify-'));
    t.after(() => rm(folder, { recursive: true }));
    const data = join(folder, 'x.csv');
    await writeFile(data, '1,2\n');
    const { code, err } = await run(KMEANS, '--data', data);
    assert.deepEqual([code, err], [1, 'radiant: the data has 2 columns, the model was fitted with 5 features\n']);
  });

  test('answers that differ are counted and the worst row is named', () => {
    const numbers = createTensor('float64', [3], Float64Array.of(1, 2, Number.NaN));
    const close = compareAnswers([numbers], [{ shape: [3], values: [1, 2.5, 'NaN'] }], 1e-9);
    assert.deepEqual([close.largestDifference, close.worstRow, close.rowsOutside], [0.5, 1, 1]);
    const labels = createTensor('string', [2], ['a', 'b']);
    assert.equal(compareAnswers([labels], [{ shape: [2], values: ['a', 'c'] }], 0).labelDisagreements, 1);
    assert.match(compareAnswers([labels], [{ shape: [1], values: ['a'] }], 0).problem ?? '', /native gives \[2\]/);
  });
});

const TEXTS: readonly { name: string; text: string; want: ReturnType<typeof parseCsv> }[] = [
  {
    name: 'numbers alone have no names',
    text: '1,2\n3,nan\n',
    want: {
      names: undefined,
      rows: [
        ['1', '2'],
        ['3', 'nan'],
      ],
    },
  },
  {
    name: 'a first line with text names the columns',
    text: 'a,b\r\n1,\r\n',
    want: { names: ['a', 'b'], rows: [['1', '']] },
  },
  {
    name: 'quotes hold commas, quotes and line ends',
    text: 'a,b\n"x, ""y""\nz",2',
    want: { names: ['a', 'b'], rows: [['x, "y"\nz', '2']] },
  },
];

for (const { name, text, want } of TEXTS) test(`CSV: ${name}`, () => assert.deepEqual(parseCsv(text), want));

for (const text of ['', 'a,b\n', '1,2\n3\n', 'a"b,c\n1,2\n']) {
  test(`CSV: ${JSON.stringify(text)} is refused`, () => assert.throws(() => parseCsv(text), { reason: 'BAD_DATA' }));
}
