import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gsStore } from '../storage/stores/gs-store.ts';
import { launchRadiant, runRadiant, startRadiant } from '../support/start-radiant.ts';

const MODELS = fileURLToPath(new URL('../golden/servers/', import.meta.url));
const YAML = fileURLToPath(new URL('../../examples/iris/iris.yaml', import.meta.url));
const FLOWER = '{"data": {"ndarray": [[5.1, 3.5, 1.4, 0.2]]}}';

function scratch(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'radiant-servers-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

async function predict(
  url: string,
  body = FLOWER,
): Promise<{ status: number; data: { names: unknown; ndarray: unknown } }> {
  const answer = await fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
  return { status: answer.status, ...((await answer.json()) as { data: { names: unknown; ndarray: unknown } }) };
}

test("radiant up runs Seldon's iris deployment with its model from a bucket", async (t) => {
  const files = ['model.joblib', 'metadata.yaml'].map((name) => [name, readFileSync(`${MODELS}iris/${name}`)] as const);
  const store = await gsStore.start(Object.fromEntries(files));
  if ('missing' in store) return t.skip(store.missing);
  t.after(() => store.stop());
  const args = ['up', '-f', YAML, '--host', '127.0.0.1', '--port', '0', '--cache-dir', scratch(t)];
  const up = launchRadiant(args, { cwd: MODELS, env: store.environment });
  t.after(() => up.kill('SIGKILL'));
  const url = await waitForUrl(up);
  const { status, data } = await predict(url);
  const { outputs } = JSON.parse(readFileSync(`${MODELS}iris/expected.json`, 'utf8')) as {
    outputs: { predict_proba: readonly (readonly number[])[] };
  };
  assert.deepEqual([status, data.names], [200, ['t:0', 't:1', 't:2']]);
  const [got] = data.ndarray as number[][];
  for (const [i, value] of outputs.predict_proba[0]!.entries()) assert.ok(Math.abs(got![i]! - value) < 1e-12);
  const metadata = (await (await fetch(url.replace('predictions', 'metadata'))).json()) as { models: object };
  assert.deepEqual(
    Object.values(metadata.models).map((model) => (model as { versions: unknown }).versions),
    [['iris/v1']],
  );
});

/** The address of the predictions as the banner shows it. Rejects with the output when it ends before. */
async function waitForUrl(up: ReturnType<typeof launchRadiant>): Promise<string> {
  const shown = new Promise<string>((resolve) => {
    up.process.stdout.on('data', () => {
      const found = /http:\/\/localhost:(\d+)(\S+predictions)/.exec(up.output());
      if (found !== null) resolve(`http://127.0.0.1:${found[1]}${found[2]}`);
    });
  });
  const ended = up.ended.then(({ output }) => {
    throw new Error(`it ended before it served:\n${output}`);
  });
  return await Promise.race([shown, ended]);
}

test('radiant serve --server takes the model, the parameters and the protocol from options or from variables', async (t) => {
  const byOption = ['--server', 'SKLEARN_SERVER', '--model-uri', 'iris', '--method', 'predict'];
  const server = await startRadiant(byOption, { cwd: MODELS, command: 'serve' });
  t.after(() => server.kill('SIGKILL'));
  const answer = await predict(`http://127.0.0.1:${server.httpPort}/api/v1.0/predictions`);
  assert.deepEqual(answer.data, { names: [], ndarray: [0] });
  const parameters = [
    { name: 'method', value: 'decision_function', type: 'STRING' },
    { name: 'model_uri', value: join(MODELS, 'iris'), type: 'STRING' },
  ];
  const env = {
    PREDICTIVE_UNIT_PARAMETERS: JSON.stringify(parameters),
    MODEL_METADATA: 'name: mine',
    PREDICTIVE_UNIT_ID: 'clf',
  };
  const other = await startRadiant(['--server', 'SKLEARN_SERVER'], { cwd: tmpdir(), command: 'serve', env });
  t.after(() => other.kill('SIGKILL'));
  const url = `http://127.0.0.1:${other.httpPort}`;
  const scores = (await predict(`${url}/api/v1.0/predictions`)).data;
  assert.deepEqual(scores.names, ['t:0', 't:1', 't:2']);
  const metadata = (await (await fetch(`${url}/metadata`)).json()) as { name: string; platform: string };
  assert.deepEqual([metadata.name, metadata.platform], ['mine', 'sklearn']);
});

test('a server that a file registers is a class with model_uri and the parameters', async (t) => {
  const folder = scratch(t);
  writeFileSync(
    join(folder, 'line-server.ts'),
    `import { readFileSync } from 'node:fs';
export class LineServer {
  factor: number;
  constructor({ model_uri, scale }: { model_uri: string; scale: number }) {
    this.factor = Number(readFileSync(model_uri + '/factor.txt', 'utf8')) * scale;
  }
  predict(x: { data: Float64Array }): number[] {
    return Array.from(x.data, (value) => this.factor * value);
  }
}`,
  );
  writeFileSync(join(folder, 'servers.yaml'), 'LINE_SERVER:\n  class: ./line-server.ts\n');
  writeFileSync(join(folder, 'factor.txt'), '3');
  const parameters = '[{"name": "scale", "value": "2", "type": "INT"}]';
  const args = ['--server', 'LINE_SERVER', '--model-uri', '.', '--servers', 'servers.yaml', '--parameters', parameters];
  const server = await startRadiant(args, { cwd: folder, command: 'serve' });
  t.after(() => server.kill('SIGKILL'));
  const answer = await predict(`http://127.0.0.1:${server.httpPort}/predict`, '{"data":{"ndarray":[1,2.5]}}');
  assert.deepEqual(answer.data.ndarray, [6, 15]);
});

const IRIS = ['--server', 'SKLEARN_SERVER', '--model-uri', 'iris'];

const REFUSED: readonly { args: readonly string[]; says: RegExp; code: number }[] = [
  { args: ['--server', 'SKLERN_SERVER', '--model-uri', 'iris'], says: /did you mean SKLEARN_SERVER\?/, code: 2 },
  {
    args: ['--server', 'SKLEARN_SERVER', '--model-uri', 'none'],
    says: /SKLEARN_SERVER model cannot have its model: there is no file or folder .*none/,
    code: 1,
  },
  {
    args: [...IRIS, '--parameters', '[{"name": "method", "type": "INT", "value": "x"}]'],
    says: /Bad model parameter "method" in --parameters of SKLEARN_SERVER: its type is INT, but "x" is not a whole number/,
    code: 1,
  },
  {
    args: [...IRIS, '--parameters', '[{"name": "b", "type": "BOOL", "value": "maybe"}]'],
    says: /Bad model parameter "b" in --parameters of SKLEARN_SERVER: its type is BOOL, but "maybe" is not true or false/,
    code: 1,
  },
  {
    args: ['--server', 'SKLEARN_SERVER', '--model-uri', 'http://127.0.0.1:1/model.joblib'],
    says: /SKLEARN_SERVER model cannot have its model http:\/\/127\.0\.0\.1:1\/model\.joblib: 127\.0\.0\.1:1 cannot be reached/,
    code: 1,
  },
  { args: ['iris', '--server', 'SKLEARN_SERVER', '--model-uri', 'x'], says: /the model is named twice/, code: 2 },
  { args: ['--server', 'X', '--servers', 'none.yaml'], says: /the file of servers none\.yaml cannot be read/, code: 1 },
];

for (const { args, says, code } of REFUSED) {
  test(`radiant serve ${args.join(' ')} ends with ${code} and says what to change`, async () => {
    const ended = await runRadiant(['serve', ...args], { cwd: MODELS });
    assert.match(ended.output, says);
    assert.equal(ended.code, code);
  });
}
