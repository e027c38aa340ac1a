import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Client, credentials, loadPackageDefinition, type ServiceError, status } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { RadiantError } from '../../../base/index.ts';
import { type Component, createTensor, type Outcome } from '../../../payload/index.ts';
import { createTestComponent } from '../../fixtures/create-test-component.ts';
import { openTestServer } from '../../fixtures/open-test-server.ts';

const PROTO = fileURLToPath(new URL('../../../../proto/', import.meta.url));

type Answer = Readonly<Record<string, unknown>>;
type Call = (request: object, done: (error: ServiceError | null, answer: Answer) => void) => void;
interface Stream {
  on(event: 'data', listener: (answer: Answer) => void): Stream;
  on(event: 'error', listener: (error: ServiceError) => void): Stream;
  on(event: 'end', listener: () => void): Stream;
  write(request: object): void;
  end(): void;
}
type InferenceClient = Client & Readonly<Record<string, Call>> & { ModelStreamInfer(): Stream };

const echo = (): Component => createTestComponent({ predict: ({ inputs }) => ({ payload: inputs[0]!.payload }) });
const REQUEST = {
  model_name: 'm',
  id: 'i',
  inputs: [{ name: 'x', datatype: 'FP64', shape: [1, 2], contents: { fp64_contents: [1, 2] } }],
};

async function withClient(component: Component, run: (client: InferenceClient) => Promise<void>): Promise<void> {
  const server = await openTestServer(component, { unitId: 'm' }, { grpcPort: 0 });
  const definition = loadSync('inference/open_inference.proto', {
    keepCase: true,
    defaults: true,
    includeDirs: [PROTO],
  });
  const { inference } = loadPackageDefinition(definition) as unknown as {
    inference: { GRPCInferenceService: new (address: string, secret: unknown) => InferenceClient };
  };
  const client = new inference.GRPCInferenceService(`127.0.0.1:${server.grpcPort}`, credentials.createInsecure());
  try {
    await run(client);
  } finally {
    client.close();
    await server.close();
  }
}

function ask(client: InferenceClient, method: string, request: object): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  (client[method] as Call).call(client, request, (error, answer) => (error === null ? resolve(answer) : reject(error)));
  return promise;
}

function converse(client: InferenceClient, requests: readonly object[]): Promise<{ ids: unknown[]; code: number }> {
  const { promise, resolve } = Promise.withResolvers<{ ids: unknown[]; code: number }>();
  const stream = client.ModelStreamInfer();
  const ids: unknown[] = [];
  stream
    .on('data', ({ id }) => ids.push(id))
    .on('end', () => resolve({ ids, code: status.OK }))
    .on('error', ({ code }) => resolve({ ids, code }));
  for (const request of requests) stream.write(request);
  stream.end();
  return promise;
}

describe('the Open Inference Protocol over gRPC', () => {
  test('ModelInfer answers with the tensor under the id of the request', () =>
    withClient(echo(), async (client) => {
      const { id, model_name: model, outputs } = await ask(client, 'ModelInfer', REQUEST);
      assert.deepEqual([id, model], ['i', 'm']);
      assert.deepEqual((outputs as { contents: { fp64_contents: number[] } }[])[0]!.contents.fp64_contents, [1, 2]);
    }));

  const REFUSED = [
    {
      name: 'an unknown model',
      method: 'ModelInfer',
      request: { ...REQUEST, model_name: 'n' },
      code: status.NOT_FOUND,
    },
    { name: 'an unknown version', method: 'ModelReady', request: { name: 'm', version: '7' }, code: status.NOT_FOUND },
    { name: 'no inputs', method: 'ModelInfer', request: { model_name: 'm' }, code: status.INVALID_ARGUMENT },
    {
      name: 'an unknown datatype',
      method: 'ModelInfer',
      request: { ...REQUEST, inputs: [{ ...REQUEST.inputs[0], datatype: 'FLOAT' }] },
      code: status.INVALID_ARGUMENT,
    },
    {
      name: 'raw contents for nothing',
      method: 'ModelInfer',
      request: { ...REQUEST, raw_input_contents: [Buffer.of(1)] },
      code: status.INVALID_ARGUMENT,
    },
    {
      name: 'loading where models are fixed',
      method: 'RepositoryModelLoad',
      request: { model_name: 'm' },
      code: status.UNIMPLEMENTED,
    },
  ];
  for (const { name, method, request, code } of REFUSED) {
    test(`${name} is ${status[code]}`, () =>
      withClient(echo(), (client) => assert.rejects(ask(client, method, request), { code })));
  }

  test('a model that is not ready is UNAVAILABLE, and says so', () =>
    withClient({ ...echo(), isReady: () => false }, async (client) => {
      await assert.rejects(ask(client, 'ModelInfer', REQUEST), { code: status.UNAVAILABLE });
      assert.deepEqual(await ask(client, 'ServerReady', {}), { ready: false });
      assert.deepEqual(await ask(client, 'ServerLive', {}), { live: true });
    }));

  test('ModelStreamInfer answers each request by what the model yields, in order', () =>
    withClient({ ...echo(), stream: () => count(2) }, async (client) => {
      const { ids, code } = await converse(client, [REQUEST, { ...REQUEST, id: 'j' }]);
      assert.deepEqual([ids, code], [['i', 'i', 'j', 'j'], status.OK]);
    }));

  test('an error ends a stream after what was yielded before', () =>
    withClient({ ...echo(), stream: () => count(1, new RadiantError('UNAVAILABLE', 'broke')) }, async (client) => {
      assert.deepEqual(await converse(client, [REQUEST]), { ids: ['i'], code: status.UNAVAILABLE });
    }));
});

async function* count(answers: number, failure?: Error): AsyncGenerator<Outcome> {
  for (let i = 0; i < answers; i++) {
    yield { payload: { kind: 'tensor', tensor: createTensor('float64', [1], Float64Array.of(i)) } };
  }
  if (failure !== undefined) throw failure;
}
