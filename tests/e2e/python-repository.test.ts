import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Client, credentials, loadPackageDefinition, type ServiceClientConstructor } from '@grpc/grpc-js';
import { load } from '@grpc/proto-loader';
import { readEnvironment } from '../../src/base/index.ts';
import { findPython } from '../../src/hosts/python/find-python.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const TIMEOUT_MS = 120_000;

const CLASSES = `import os
import numpy as np


class Echo:
    takes_tensors = True

    def predict(self, X, names, meta=None):
        return X


class Words:
    def predict(self, X, names, meta=None):
        for word in str(X.ravel()[0]).split():
            yield np.array([[word]])


class Endless:
    """Writes down when it is stopped."""

    def predict(self, X, names, meta=None):
        count = 0
        try:
            while True:
                count += 1
                yield np.array([[count]])
        finally:
            with open(os.path.join(os.path.dirname(__file__), "stopped.txt"), "w") as file:
                file.write(str(count))


class Answering:
    def __init__(self, factor=1):
        self.factor = factor

    def predict(self, X, names, meta=None):
        return X * self.factor

    def tags(self):
        return {"headers": {"X-Model": "answering"}, "kind": "python"}
`;
const MODELS = { echo: 'Echo', words: 'Words', endless: 'Endless', answering: 'Answering' };

const environment = readEnvironment();
const python = await findPython(environment, ROOT).catch(() => undefined);
const options = { timeout: TIMEOUT_MS, skip: python === undefined ? 'no Python with numpy here' : false };

describe('radiant serve --repository with Python classes', options, () => {
  let folder = '';
  let child: ChildProcess;
  let url = '';
  let grpc: Client & Record<string, CallableFunction>;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'radiant-python-repository-'));
    for (const [name, className] of Object.entries(MODELS)) {
      await mkdir(join(folder, name));
      // Each has its own copy: a module stands in the folder of its settings.
      await writeFile(join(folder, name, 'rt.py'), CLASSES);
      const settings = {
        name,
        implementation: `rt.${className}`,
        parameters: { version: 'v1', ...(name === 'answering' ? { extra: { factor: 2 } } : {}) },
      };
      await writeFile(join(folder, name, 'model-settings.json'), JSON.stringify(settings));
    }
    const words = 'src/cli/main.ts serve --http-port 0 --grpc-port 0 --metrics-port 0 --watch 0 --log-level WARNING';
    const args = [...words.split(' '), '--repository', folder, '--python', python!.path];
    child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
      text += chunk.toString();
      const port = /http:\/\/localhost:(\d+)\/api\/v1\.0\/doc/.exec(text)?.[1];
      const grpcPort = /gRPC\D+localhost:(\d+)/.exec(text)?.[1];
      if (port === undefined || grpcPort === undefined) continue;
      url = `http://127.0.0.1:${port}`;
      grpc = await openClient(Number(grpcPort));
      break;
    }
    assert.notEqual(url, '', text);
  });

  after(async () => {
    grpc?.close();
    child.kill('SIGTERM');
    if (child.exitCode === null) await once(child, 'exit');
    await rm(folder, { recursive: true });
  });

  async function post(path: string, body: unknown): Promise<{ status: number; headers: Headers; text: string }> {
    const answer = await fetch(url + path, { method: 'POST', body: JSON.stringify(body) });
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  }

  const NAMED = {
    id: 'n',
    inputs: [
      { name: 'a', shape: [2], datatype: 'INT16', data: [1, 2] },
      { name: 'b', shape: [1, 2], datatype: 'FP32', data: [0.5, 1.5] },
    ],
  };
  const text = (value: string): object => ({
    id: 's',
    inputs: [{ name: 'x', shape: [1], datatype: 'BYTES', data: [value] }],
  });

  test('arrays by name go through a class and keep their types and shapes', async () => {
    const { status, text: body } = await post('/v2/models/echo/infer', NAMED);
    assert.equal(status, 200, body);
    const { outputs } = JSON.parse(body) as {
      outputs: { name: string; datatype: string; shape: number[]; data: number[] }[];
    };
    assert.deepEqual(
      outputs.map(({ name, datatype, shape, data }) => [name, datatype, shape, data]),
      [
        ['a', 'INT16', [2], [1, 2]],
        ['b', 'FP32', [1, 2], [0.5, 1.5]],
      ],
    );
  });

  test('outputs leave in binary form when the caller asks for it', async () => {
    const answer = await fetch(`${url}/v2/models/echo/infer`, {
      method: 'POST',
      body: JSON.stringify({ ...NAMED, parameters: { binary_data_output: true } }),
    });
    const bytes = Buffer.from(await answer.arrayBuffer());
    const jsonBytes = Number(answer.headers.get('inference-header-content-length'));
    assert.deepEqual([...bytes.subarray(jsonBytes)], [1, 0, 2, 0, ...Buffer.from(Float32Array.of(0.5, 1.5).buffer)]);
  });

  test('what a class sets as headers comes back as headers, and as metadata over gRPC', async () => {
    const body = { id: 'h', inputs: [{ name: 'x', shape: [1, 1], datatype: 'FP64', data: [2] }] };
    const answer = await post('/v2/models/answering/infer', body);
    assert.equal(answer.headers.get('x-model'), 'answering');
    assert.equal(answer.headers.get('ce-id'), 'h');
    assert.match(answer.text, /"parameters":\{"kind":"python"\},.*"data":\[4(\.0)?\]/);
    const { response, trailers } = await infer('answering', { fp64_contents: [2] }, 'FP64');
    assert.deepEqual(response.outputs[0]?.contents.fp64_contents, [4]);
    assert.equal(trailers['x-model'], 'answering');
  });

  test('a predict that yields is a stream of events, and of messages over gRPC', async () => {
    const { status, text: events } = await post('/v2/models/words/infer_stream', text('one two three'));
    assert.equal(status, 200, events);
    const words = [...events.matchAll(/"data":\["(\w+)"\]/g)].map(([, word]) => word);
    assert.deepEqual(words, ['one', 'two', 'three']);
    const stream = grpc.ModelStreamInfer!() as NodeJS.ReadWriteStream &
      AsyncIterable<{ infer_response?: Inferred } & Inferred>;
    const input = {
      name: 'x',
      datatype: 'BYTES',
      shape: [1],
      contents: { bytes_contents: [Buffer.from('four five')] },
    };
    (stream as unknown as { write(message: object): void }).write({ model_name: 'words', id: 's', inputs: [input] });
    stream.end();
    const got: string[] = [];
    for await (const { outputs } of stream) got.push(String(outputs[0]?.contents.bytes_contents?.[0]));
    assert.deepEqual(got, ['four', 'five']);
  });

  test('a client that leaves stops the generator', async () => {
    const call = request(`${url}/v2/models/endless/infer_stream`, { method: 'POST' });
    call.end(JSON.stringify(text('go')));
    const [answer] = (await once(call, 'response')) as [NodeJS.ReadableStream];
    await once(answer, 'data');
    call.destroy();
    const file = join(folder, 'endless', 'stopped.txt');
    let count = '';
    for (let tries = 0; count === '' && tries < 200; tries++) {
      count = await readFile(file, 'utf8').catch(() => '');
      if (count === '') await wait(50);
    }
    assert.ok(Number(count) >= 1, 'the generator was closed');
    // The worker is free for the next caller.
    const again = request(`${url}/v2/models/endless/infer_stream`, { method: 'POST' });
    again.end(JSON.stringify(text('go')));
    const [second] = (await once(again, 'response')) as [NodeJS.ReadableStream];
    await once(second, 'data');
    again.destroy();
  });

  test('a model is unloaded and loaded', async () => {
    assert.equal((await post('/v2/repository/models/echo/unload', {})).status, 200);
    assert.equal((await post('/v2/models/echo/infer', NAMED)).status, 404);
    assert.equal((await post('/v2/repository/models/echo/load', {})).status, 200);
    assert.equal((await post('/v2/models/echo/infer', NAMED)).status, 200);
  });

  function infer(
    model: string,
    contents: object,
    datatype: string,
  ): Promise<{ response: Inferred; trailers: Record<string, unknown> }> {
    const message = { model_name: model, id: 'g', inputs: [{ name: 'x', datatype, shape: [1, 1], contents }] };
    const { promise, resolve, reject } = Promise.withResolvers<{
      response: Inferred;
      trailers: Record<string, unknown>;
    }>();
    let response: Inferred;
    const call = grpc.ModelInfer!(message, (error: Error | null, answer: Inferred) => {
      if (error === null) response = answer;
      else reject(error);
    }) as NodeJS.EventEmitter;
    call.on('status', ({ metadata }: { metadata: { getMap(): Record<string, unknown> } }) => {
      const trailers = metadata.getMap();
      setImmediate(() => resolve({ response, trailers }));
    });
    return promise;
  }
});

interface Inferred {
  readonly outputs: readonly {
    readonly contents: { readonly fp64_contents?: number[]; readonly bytes_contents?: Buffer[] };
  }[];
}

async function openClient(port: number): Promise<Client & Record<string, CallableFunction>> {
  const definition = await load('inference/open_inference.proto', {
    keepCase: true,
    includeDirs: [join(ROOT, 'proto')],
  });
  const { inference } = loadPackageDefinition(definition) as unknown as {
    inference: { GRPCInferenceService: ServiceClientConstructor };
  };
  const client = new inference.GRPCInferenceService(`127.0.0.1:${port}`, credentials.createInsecure());
  return client as unknown as Client & Record<string, CallableFunction>;
}
