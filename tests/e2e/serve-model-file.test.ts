import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Client, credentials } from '@grpc/grpc-js';
import { seldonMessageFromJson, seldonMessageToJson } from '../../src/protocols/seldon/index.ts';
import { launchRadiant, type RunningRadiant, runRadiant, startRadiant } from '../support/start-radiant.ts';

const MODELS = fileURLToPath(new URL('../golden/models/', import.meta.url));
const KMEANS = 'cluster/kmeans-tiny/sk-1.9.1/model.joblib';
const FRAME = 'pipeline/frame-columns-logreg/sk-1.5.2/model.joblib';
const TEXT = 'text/tfidf-logreg/sk-1.5.2/model.joblib';
const BOOSTER = 'xgboost/binary/xgb-3.2.0/model.json';

interface Answer {
  readonly data?: { readonly names: readonly string[]; readonly ndarray: readonly unknown[] };
  readonly status?: { readonly info: string };
}

async function serve(t: TestContext, model: string, ...args: string[]): Promise<RunningRadiant> {
  const server = await startRadiant([model, ...args], { cwd: MODELS, command: 'serve' });
  t.after(() => server.kill('SIGKILL'));
  return server;
}

async function ask(server: RunningRadiant, body: unknown): Promise<Answer & { readonly httpStatus: number }> {
  const response = await fetch(`http://127.0.0.1:${server.httpPort}/api/v1.0/predictions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { ...((await response.json()) as Answer), httpStatus: response.status };
}

function askGrpc(server: RunningRadiant, message: Parameters<typeof seldonMessageFromJson>[1]) {
  const client = new Client(`127.0.0.1:${server.grpcPort}`, credentials.createInsecure());
  const bytes = Buffer.from(seldonMessageFromJson('SeldonMessage', message));
  const same = (buffer: Buffer): Buffer => buffer;
  return new Promise<{ readonly code: number; readonly details: string; readonly data: unknown }>((resolve) => {
    client.makeUnaryRequest('/seldon.protos.Seldon/Predict', same, same, bytes, (error, answer) => {
      client.close();
      const data = answer && seldonMessageToJson('SeldonMessage', answer).data;
      resolve({ code: error?.code ?? 0, details: error?.details ?? '', data });
    });
  });
}

/** What was recorded of a case: its first rows, and what the library answered. */
function recorded(model: string): { inputs: { rows: unknown[][] }; outputs: Record<string, { values: unknown[] }> } {
  return JSON.parse(readFileSync(join(MODELS, model, '../case.json'), 'utf8'));
}

test('KMeans is served over REST and gRPC, and wrong input is refused with its reason', async (t) => {
  const server = await serve(t, KMEANS);
  const answer = await ask(server, { data: { ndarray: [[1, 2]] } });
  assert.deepEqual(answer.data, { names: [], ndarray: [1] });
  assert.match(server.output(), /KMeans runs natively and answers with predict/);
  const message = 'feature count is 3, the model was fitted with 2';
  const wrong = await ask(server, { data: { ndarray: [[1, 2, 3]] } });
  assert.deepEqual([wrong.httpStatus, wrong.status?.info], [400, message]);
  const missing = await ask(server, { data: { ndarray: [[1, null]] } });
  assert.match(missing.status?.info ?? '', /row 0, column 1: the value is missing/);
  const grpc = await askGrpc(server, { data: { tensor: { shape: [2, 2], values: [1, 2, 12, 3] } } });
  assert.deepEqual(grpc, { code: 0, details: '', data: { tensor: { shape: [2], values: [1, 0] } } });
  const refused = await askGrpc(server, { data: { tensor: { shape: [1, 3], values: [1, 2, 3] } } });
  assert.deepEqual([refused.code, refused.details], [3, message]);
});

test('what the doc page shows as an example is answered', async (t) => {
  const server = await serve(t, BOOSTER, '--name', 'scores');
  const url = `http://127.0.0.1:${server.httpPort}`;
  const document = await (await fetch(`${url}/seldon.json`)).text();
  const metadata = (await (await fetch(`${url}/api/v1.0/metadata`)).json()) as Record<string, unknown>;
  assert.equal(metadata.name, 'scores');
  assert.deepEqual(metadata.inputs, [{ messagetype: 'ndarray', schema: { shape: [-1, 5] } }]);
  const example = { data: { ndarray: [[1, 2, 3, 4, 5]] } };
  assert.ok(document.includes(JSON.stringify(example.data)), document.slice(0, 2000));
  assert.equal((await ask(server, example)).httpStatus, 200);
  const { inputs, outputs } = recorded(BOOSTER);
  const answer = await ask(server, { data: { ndarray: inputs.rows.slice(0, 3) } });
  assert.deepEqual(
    answer.data?.ndarray.map((value) => Math.fround(Number(value))),
    outputs.predict?.values.slice(0, 3),
  );
});

test('columns are taken by their names, in any order', async (t) => {
  const server = await serve(t, FRAME);
  const names = ['city', 'visits', 'level', 'income', 'age'];
  const answer = await ask(server, { data: { names, ndarray: [['Lagos', 6, 'high', 87386.32, 24.3]] } });
  assert.deepEqual(answer.data?.names, ['no', 'yes']);
  const [want] = (recorded(FRAME).outputs.predict_proba?.values ?? []).slice(1) as [number[]];
  const [got] = (answer.data?.ndarray ?? []) as [number[]];
  got.forEach((value, i) => {
    assert.ok(Math.abs(value - want[i]!) < 1e-9);
  });
  const wrong = await ask(server, { data: { names: ['town', ...names.slice(1)], ndarray: [['a', 1, 'b', 2, 3]] } });
  assert.equal(wrong.httpStatus, 400);
  assert.match(wrong.status?.info ?? '', /missing "city"; not known "town"/);
});

test('texts are classified from lists and from strData, by probability or by label', async (t) => {
  const server = await serve(t, TEXT, '--method', 'predict', '--workers', '2');
  const data = { names: [], ndarray: ['animals', 'software'] };
  const texts = ["The cat and the DOG's price", 'models serve models'];
  assert.deepEqual((await ask(server, { data: { ndarray: texts } })).data, data);
  assert.deepEqual((await ask(server, { data: { ndarray: texts.map((text) => [text]) } })).data, data);
  assert.equal((await ask(server, { strData: 'models' })).httpStatus, 200);
  assert.match((await ask(server, { data: { ndarray: [[1, 2]] } })).status?.info ?? '', /one text a row/);
});

const REFUSED: readonly { args: readonly string[]; says: RegExp; startsPython?: true }[] = [
  { args: ['hostile/pickle/reduce-eval.pkl'], says: /reduce-eval\.pkl: refused: .*builtins\.eval/ },
  { args: ['hostile/pickle/reduce-eval.pkl', '--runtime', 'python'], says: /refused: .*builtins\.eval/ },
  { args: ['hostile/pickle/length-frame.pkl', '--runtime', 'python'], says: /length-frame\.pkl: / },
  { args: ['hostile/python/own-class.pkl'], says: /needs the Python runtime.*--runtime python/ },
  { args: ['hostile/python/own-class.pkl', '--runtime', 'native'], says: /needs the Python runtime/ },
  { args: ['hostile/python/own-class.pkl', '--runtime', 'python'], says: /./, startsPython: true },
  { args: ['nothing.joblib'], says: /there is no file or folder of this name/ },
  { args: [KMEANS, '--method', 'predict_proba'], says: /KMeans has no method "predict_proba": its methods are/ },
];

for (const { args, says, startsPython = false } of REFUSED) {
  test(`radiant serve ${args.join(' ')} ${startsPython ? 'asks' : 'ends without asking'} Python`, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'radiant-python-'));
    t.after(() => rmSync(folder, { recursive: true }));
    const marker = join(folder, 'started');
    const python = join(folder, 'python3');
    writeFileSync(python, `#!/bin/sh\necho x > ${marker}\nexit 1\n`, { mode: 0o755 });
    const ended = await runRadiant(['serve', ...args, '--python', python], { cwd: MODELS });
    assert.equal(ended.code, 1);
    assert.match(ended.output, says);
    assert.equal(existsSync(marker), startsPython);
  });
}

test('the line to copy fits the model, from several processes too', async (t) => {
  const ports = ['--http-port', '0', '--grpc-port', '0', '--metrics-port', '0'];
  const running = launchRadiant(['serve', FRAME, '--workers', '2', ...ports], { cwd: MODELS });
  t.after(() => running.kill('SIGKILL'));
  while (!running.output().includes('Ctrl-C')) {
    await Promise.race([
      once(running.process.stdout!, 'data'),
      running.ended.then(({ output }) => assert.fail(output)),
    ]);
  }
  const [, url = '', body = ''] = /curl -s (\S+) .* -d '(.*)'/.exec(running.output()) ?? [];
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(url, { method: 'POST', headers, body });
  assert.equal(answer.status, 200, `${body}: ${await answer.text()}`);
  assert.match(body, /"names":\["age","income","city","level","visits"\]/);
});

test('radiant serve without a model shows how it is used', async () => {
  const ended = await runRadiant(['serve'], { cwd: MODELS });
  assert.equal(ended.code, 2);
  assert.match(ended.output, /Usage: radiant serve \[options\] model\n.*model is missing/);
});

test('a model behind a URI is served as the file that it is', async (t) => {
  const home = mkdtempSync(join(tmpdir(), 'radiant-serve-uri-'));
  const content = readFileSync(join(MODELS, KMEANS));
  const server = createServer((request, response) => {
    if (request.url === '/iris.joblib?key=secret-words') response.writeHead(200, { etag: '"1"' }).end(content);
    else response.writeHead(404).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
    rmSync(home, { recursive: true });
  });
  const { port } = server.address() as { port: number };
  const running = await startRadiant([`http://127.0.0.1:${port}/iris.joblib?key=secret-words`], {
    cwd: home,
    command: 'serve',
    env: { RADIANT_CACHE_DIR: join(home, 'cache') },
  });
  t.after(() => running.kill('SIGKILL'));
  assert.deepEqual((await ask(running, { data: { ndarray: [[1, 2]] } })).data, { names: [], ndarray: [1] });
  const metadata = await fetch(`http://127.0.0.1:${running.httpPort}/v2/models/iris`);
  assert.equal(metadata.status, 200);
  assert.doesNotMatch(running.output(), /secret-words/);
  const ended = await runRadiant(['serve', `http://127.0.0.1:${port}/none.joblib`], { cwd: home });
  assert.match(ended.output, /there is no http:\/\/127\.0\.0\.1:\d+\/none\.joblib|none\.joblib/);
  assert.notEqual(ended.code, 0);
});
