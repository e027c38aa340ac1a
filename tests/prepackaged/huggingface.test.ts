import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ensureVenv } from '../support/ensure-venv.ts';
import { NEEDS_PYTHON } from '../support/needs-python.ts';
import { DOORS } from './ask.ts';
import { type OpenedServer, openServer } from './open-server.ts';

interface Answer {
  readonly label: string;
  readonly score: number;
}

/** What the pipelines of make_huggingface.py answered. */
interface Made {
  readonly texts: readonly string[];
  readonly answers: readonly Answer[];
  readonly all_scores: readonly (readonly Answer[])[];
  readonly question: Readonly<Record<string, string>>;
  readonly answer: Readonly<Record<string, unknown>>;
}

const TOLERANCE = 1e-6;

describe('HUGGINGFACE_SERVER answers as the pipeline does', { skip: reasonToSkip() }, () => {
  let folder: string;
  let python: string;
  let made: Made;

  before(async () => {
    // The list of packages is complete: what else TensorFlow names is not needed to compute.
    python = await ensureVenv('huggingface', ['--no-deps', '--no-compile']);
    folder = mkdtempSync(join(tmpdir(), 'radiant-huggingface-'));
    const script = fileURLToPath(new URL('make_huggingface.py', import.meta.url));
    made = JSON.parse((await promisify(execFile)(python, [script, folder])).stdout) as Made;
  });
  after(() => {
    if (folder !== undefined) rmSync(folder, { recursive: true });
  });

  async function open(t: TestContext, model: string, task: string): Promise<OpenedServer> {
    const parameters = { task, framework: 'tf' };
    const model_ = join(folder, model);
    const server = await openServer({
      server: 'HUGGINGFACE_SERVER',
      model: model_,
      python,
      parameters,
      protocol: 'v2',
    });
    t.after(() => server.close(AbortSignal.abort()));
    return server;
  }

  test('for texts, through every door', async (t) => {
    const server = await open(t, 'classifier', 'text-classification');
    const { texts, answers } = made;
    for (const [door, ask] of Object.entries(DOORS)) {
      const got = ((await ask(server, texts)) as readonly unknown[]).flat();
      const read = got.map((one) => (typeof one === 'string' ? JSON.parse(one) : one) as Answer);
      assertClose(read, answers, door);
    }
    const args = { name: 'args', shape: [3], datatype: 'BYTES', data: texts, parameters: { content_type: 'str' } };
    const [output] = await infer(server, [args]);
    assert.deepEqual([output?.name, output?.datatype], ['output', 'BYTES']);
    assertClose(readTexts(output), answers, 'args');
    const text = await server.post('/api/v1.0/predictions', JSON.stringify({ strData: texts[0] }));
    assert.equal(text.status, 200, JSON.stringify(text.body));
    const topK = { name: 'top_k', shape: [1], datatype: 'INT64', data: [2] };
    const [scores] = await infer(server, [{ ...args, shape: [1], data: texts.slice(0, 1) }, topK]);
    assertClose(readTexts(scores), made.all_scores, 'top_k');
    const numbers = JSON.stringify({ inputs: [{ ...args, shape: [2], data: [1, 2], datatype: 'FP64' }] });
    const unfit = await server.post('/v2/models/model/infer', numbers);
    assert.equal(unfit.status, 400, JSON.stringify(unfit.body));
  });

  test('for arguments by their names', async (t) => {
    const server = await open(t, 'reader', 'question-answering');
    const inputs = Object.entries(made.question).map(([name, text]) => ({
      ...{ name, shape: [1], datatype: 'BYTES', data: [text] },
      parameters: { content_type: 'str' },
    }));
    const [output] = await infer(server, inputs);
    const [answer] = readTexts(output) as [Record<string, unknown>];
    assert.deepEqual({ ...answer, score: 0 }, { ...made.answer, score: 0 });
    assert.ok(Math.abs(Number(answer.score) - Number(made.answer.score)) < TOLERANCE);
  });
});

interface Output {
  readonly name: string;
  readonly datatype: string;
  readonly data: readonly string[];
}

async function infer(server: OpenedServer, inputs: readonly object[]): Promise<readonly Output[]> {
  const { status, body } = await server.post('/v2/models/model/infer', JSON.stringify({ inputs }));
  assert.equal(status, 200, JSON.stringify(body));
  return (body as { readonly outputs: readonly Output[] }).outputs;
}

function readTexts(output: Output | undefined): readonly unknown[] {
  return output?.data.map((text) => JSON.parse(text) as unknown) ?? [];
}

function assertClose(got: readonly unknown[], want: readonly unknown[], name: string): void {
  const [given, expected] = [got.flat(3), want.flat(3)] as [readonly Answer[], readonly Answer[]];
  assert.equal(given.length, expected.length, `${name}: ${JSON.stringify(got)}`);
  for (const [i, { label, score }] of expected.entries()) {
    const fits = given[i]?.label === label && Math.abs(given[i].score - score) < TOLERANCE;
    assert.ok(fits, `${name}: ${JSON.stringify(got)}`);
  }
}

/** TensorFlow 2.15 has no packages for other machines. */
function reasonToSkip(): string | false {
  if (NEEDS_PYTHON.skip !== false) return NEEDS_PYTHON.skip;
  const { stdout } = spawnSync('python3', ['-c', 'import sys; print(sys.version_info[1])'], { encoding: 'utf8' });
  const minor = Number(stdout);
  if (process.platform === 'linux' && process.arch === 'x64' && minor >= 9 && minor <= 11) return false;
  return 'the TensorFlow that transformers runs on here has packages for Linux on x86_64 and Python 3.9 to 3.11 only';
}
