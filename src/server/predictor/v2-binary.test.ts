import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { openRemoteNode } from '../../hosts/remote/index.ts';
import { type Component, createTensor } from '../../payload/index.ts';
import { askGrpc, type GrpcAnswer } from './fixtures/ask-grpc.ts';
import { component, open, post, times, unit } from './fixtures/open-test-predictor.ts';

const V2_PROTO = 'inference/open_inference.proto';

/** A node in another process, for what the protocol can tell: another predictor behind its port. */
async function elsewhere(name: string, factor: number) {
  const { server } = await open(unit(name), { [name]: component(name, { predict: times(factor) }) });
  return openRemoteNode({ name, protocol: 'v2', rest: { host: '127.0.0.1', port: server.httpPort } });
}

function binaryRequest(numbers: readonly number[], more: object): { body: Buffer; headers: Record<string, string> } {
  const shape = [1, numbers.length];
  const parameters = { binary_data_size: numbers.length * 8 };
  const json = Buffer.from(JSON.stringify({ inputs: [{ name: 'x', datatype: 'FP64', shape, parameters }], ...more }));
  const binary = Buffer.from(Float64Array.from(numbers).buffer);
  const headers = {
    'Content-Type': 'application/octet-stream',
    'Inference-Header-Content-Length': String(json.length),
  };
  return { body: Buffer.concat([json, binary]), headers };
}

const here = (name: string, factor: number): Component => component(name, { predict: times(factor) });
const chain = unit('a', { children: [unit('b')] });

describe('binary tensors of V2', () => {
  const cases = [
    { name: 'two nodes in the process', nodes: async () => ({ a: here('a', 2), b: here('b', 5) }) },
    { name: 'two nodes elsewhere', nodes: async () => ({ a: await elsewhere('a', 2), b: await elsewhere('b', 5) }) },
    { name: 'one elsewhere and then one here', nodes: async () => ({ a: await elsewhere('a', 2), b: here('b', 5) }) },
    { name: 'one here and then one elsewhere', nodes: async () => ({ a: here('a', 2), b: await elsewhere('b', 5) }) },
  ];
  for (const { name, nodes } of cases) {
    test(`pass ${name}`, async () => {
      const { url } = await open(chain, await nodes(), { protocol: 'v2' });
      const { body, headers } = binaryRequest([1, 2.5], {});
      const answer = await fetch(`${url}/v2/models/main/infer`, { method: 'POST', body, headers });
      const { outputs } = (await answer.json()) as { outputs: readonly { readonly data: unknown }[] };
      assert.deepEqual(outputs[0]?.data, [10, 25]);
    });
  }

  for (const where of ['here', 'elsewhere']) {
    test(`are answered by a node ${where} where they are asked for`, async () => {
      const node = where === 'here' ? here('a', 2) : await elsewhere('a', 2);
      const { url } = await open(unit('a'), { a: node }, { protocol: 'v2' });
      const { body, headers } = binaryRequest([1, 2.5], { parameters: { binary_data_output: true } });
      const answer = await fetch(`${url}/v2/models/a/infer`, { method: 'POST', body, headers });
      const length = Number(answer.headers.get('inference-header-content-length'));
      const bytes = Buffer.from(await answer.arrayBuffer());
      const json = JSON.parse(bytes.subarray(0, length).toString()) as { outputs: readonly object[] };
      assert.equal(json.outputs.length, 1);
      assert.deepEqual([bytes.readDoubleLE(length), bytes.readDoubleLE(length + 8)], [2, 5]);
    });
  }

  test('of a length that is none are refused', async () => {
    const { url } = await open(chain, { a: here('a', 1), b: here('b', 1) });
    const { body, headers } = binaryRequest([1], {});
    headers['Inference-Header-Content-Length'] = '99999';
    const answer = await fetch(`${url}/v2/models/main/infer`, { method: 'POST', body, headers });
    assert.equal(answer.status, 400);
    assert.match(await answer.text(), /Inference-Header-Content-Length/);
  });
});

describe('outputs that a V2 caller names', () => {
  const two = component('a', {
    predict: () => ({
      payload: {
        kind: 'tensors',
        tensors: ['p', 'q'].map((name, i) => ({ name, tensor: createTensor('float64', [1, 1], Float64Array.of(i)) })),
      },
    }),
  });
  const request = (name: string): object => ({
    inputs: [{ name: 'x', datatype: 'FP64', shape: [1, 1], data: [1] }],
    outputs: [{ name }],
  });

  test('are the only ones of the answer', async () => {
    const { url } = await open(unit('a'), { a: two });
    const answer = await post(`${url}/v2/models/a/infer`, request('q'));
    const { outputs } = (await answer.json()) as { outputs: readonly { readonly name: string }[] };
    assert.deepEqual(
      outputs.map(({ name }) => name),
      ['q'],
    );
  });

  test('must be there', async () => {
    const { url } = await open(unit('a'), { a: two });
    const answer = await post(`${url}/v2/models/a/infer`, request('z'));
    assert.equal(answer.status, 400);
    assert.match(await answer.text(), /no output z: the outputs are p, q/);
  });
});

describe('paths of V2', () => {
  test('may name the only version', async () => {
    const { url, grpc } = await open(unit('a'), { a: here('a', 2) });
    const inputs = [{ name: 'x', datatype: 'FP64', shape: [1, 1], data: [1] }];
    for (const [version, status] of [
      ['1', 200],
      ['2', 404],
    ] as const) {
      const path = `${url}/v2/models/a/versions/${version}`;
      assert.equal((await post(`${path}/infer`, { inputs })).status, status);
      for (const asked of [path, `${path}/ready`]) assert.equal((await fetch(asked)).status, status);
      const request = { name: 'a', version };
      const ready = askGrpc(grpc, V2_PROTO, 'inference.GRPCInferenceService/ModelReady', request);
      if (status === 200) assert.equal((await ready).ready, true);
      else await assert.rejects(ready, { code: 5 });
    }
  });

  test('are there for the server as a whole', async () => {
    const { url } = await open(unit('a'), { a: here('a', 2) });
    for (const path of ['/v2', '/v2/health/live', '/v2/health/ready']) {
      assert.equal((await fetch(url + path)).status, 200, path);
    }
  });
});

describe('V2 over gRPC', () => {
  const ask = (address: string, method: string, request: object): Promise<GrpcAnswer> =>
    askGrpc(address, V2_PROTO, `inference.GRPCInferenceService/${method}`, request);

  test('answers raw contents to raw contents', async () => {
    const { grpc } = await open(chain, { a: here('a', 2), b: here('b', 5) });
    const answer = await ask(grpc, 'ModelInfer', {
      model_name: 'main',
      inputs: [{ name: 'x', datatype: 'FP64', shape: [1, 1] }],
      raw_input_contents: [Buffer.from(Float64Array.of(1.5).buffer)],
    });
    const [raw] = answer.raw_output_contents as readonly Buffer[];
    assert.equal(raw?.readDoubleLE(0), 15);
  });

  test('says of the server that it lives, is ready, and what it is', async () => {
    const { grpc, server } = await open(chain, { a: here('a', 2), b: here('b', 5) });
    assert.equal((await ask(grpc, 'ServerLive', {})).live, true);
    assert.equal((await ask(grpc, 'ServerReady', {})).ready, true);
    assert.equal((await ask(grpc, 'ServerMetadata', {})).name, 'radiant');
    server.drain();
    assert.equal((await ask(grpc, 'ServerReady', {})).ready ?? false, false);
  });
});

describe('compressed requests', () => {
  test('reach nodes elsewhere unpacked, and the answer is packed for who takes it', async () => {
    const { url } = await open(unit('a'), { a: await elsewhere('a', 2) }, { protocol: 'v2' });
    const data = Array.from({ length: 2000 }, (_, i) => i);
    const body = { inputs: [{ name: 'x', datatype: 'FP64', shape: [1, 2000], data }] };
    const init = { method: 'POST', body: gzipSync(JSON.stringify(body)) };
    const headers = { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' };
    for (const accepted of ['gzip', 'identity']) {
      const all = { ...headers, 'Accept-Encoding': accepted };
      const answer = await fetch(`${url}/v2/models/a/infer`, { ...init, headers: all });
      assert.equal(answer.headers.get('content-encoding'), accepted === 'gzip' ? 'gzip' : null);
      const { outputs } = (await answer.json()) as { outputs: readonly { readonly data: readonly number[] }[] };
      assert.equal(outputs[0]?.data[1999], 3998);
    }
  });
});
