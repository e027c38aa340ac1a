import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { WireWriter } from '../../src/protocols/protobuf/index.ts';
import { type StartedProcess, startProcess } from '../storage/stores/start-process.ts';
import { ensureVenv } from '../support/ensure-venv.ts';
import { NEEDS_PYTHON } from '../support/needs-python.ts';
import { callGrpc, DOORS } from './ask.ts';
import { type OpenedServer, openServer } from './open-server.ts';

const ROWS = [
  [1, 2],
  [3, 4.5],
];

/** The field of a SeldonMessage. */
const CUSTOM_DATA = 7;

interface StandIn {
  readonly process: StartedProcess;
  readonly grpc: string;
  readonly rest: string;
}

async function startStandIn(venv: string): Promise<StandIn> {
  const script = fileURLToPath(new URL(`stand_in_${venv}.py`, import.meta.url));
  const process = await startProcess(await ensureVenv(venv), [script], /^ports (\d+ \d+)$/);
  const [grpc, rest] = process.match.split(' ');
  return { process, grpc: `127.0.0.1:${grpc}`, rest: `http://127.0.0.1:${rest}` };
}

async function withServer(
  opening: Promise<OpenedServer>,
  work: (server: OpenedServer) => Promise<void>,
): Promise<void> {
  const server = await opening;
  try {
    await work(server);
  } finally {
    await server.close(AbortSignal.abort());
  }
}

describe('TENSORFLOW_SERVER asks a TensorFlow Serving', NEEDS_PYTHON, () => {
  let standIn: StandIn;
  before(async () => {
    standIn = await startStandIn('tensorflow');
  });
  after(() => standIn.process.stop());
  const open = (parameters: Readonly<Record<string, string>>): Promise<OpenedServer> =>
    openServer({ server: 'TENSORFLOW_SERVER', model: undefined, parameters: { model_name: 'doubler', ...parameters } });
  const doubled = [
    [2, 4],
    [6, 9],
  ];

  test('over gRPC and REST, for callers of every protocol', async () => {
    const { grpc, rest } = standIn;
    const names = { model_input: 'x', model_output: 'y' };
    const endpoints = [
      { rest_endpoint: rest },
      { grpc_endpoint: grpc, ...names },
      { rest_endpoint: rest, grpc_endpoint: grpc, ...names },
    ];
    for (const parameters of endpoints) {
      await withServer(open(parameters), async (server) => {
        for (const [door, ask] of Object.entries(DOORS)) {
          assert.deepEqual(await ask(server, ROWS), doubled, `${door} ${JSON.stringify(parameters)}`);
        }
      });
    }
  });

  test("an object of the caller's own is sent as it is, and answered as it comes", async () => {
    await withServer(open({ rest_endpoint: standIn.rest }), async (server) => {
      const body = JSON.stringify({ jsonData: { instances: [[1, 2]] } });
      const answer = await server.post('/api/v1.0/predictions', body);
      assert.deepEqual((answer.body as { jsonData: unknown }).jsonData, { predictions: [[2, 4]] });
    });
  });

  test("an answer of one dimension is one row in Seldon's protocol, and as it is in the others", async () => {
    await withServer(open({ rest_endpoint: standIn.rest, model_name: 'summer' }), async (server) => {
      const seldon = await server.post('/api/v1.0/predictions', JSON.stringify({ data: { ndarray: ROWS } }));
      assert.deepEqual((seldon.body as { data: { ndarray: unknown } }).data.ndarray, [[3, 7.5]]);
      const own = await server.post('/v1/models/model:predict', JSON.stringify({ instances: ROWS }));
      assert.deepEqual(own.body, { predictions: [3, 7.5] });
    });
  });

  test('over gRPC alone, name and type of the input are those of the signature', async () => {
    await withServer(open({ grpc_endpoint: standIn.grpc, model_name: 'halver' }), async (server) => {
      for (const data of [{ ndarray: [[3, 5]] }, { tensor: { shape: [1, 2], values: [3, 5] } }]) {
        const answer = await server.post('/api/v1.0/predictions', JSON.stringify({ data }));
        assert.equal(answer.status, 200, JSON.stringify(answer.body));
        assert.match(JSON.stringify(answer.body), /1\.5,2\.5/);
      }
      const inputs = [{ name: 'input-0', shape: [1, 2], datatype: 'FP64', data: [3, 5] }];
      const answer = await server.post('/v2/models/model/infer', JSON.stringify({ inputs }));
      const [output] = (answer.body as { outputs: { name: string; shape: unknown; data: unknown }[] }).outputs;
      assert.deepEqual([output?.name, output?.shape, output?.data], ['half', [2], [1.5, 2.5]]);
    });
  });

  test('numbers without a type of their own go where the model chooses it', async () => {
    const { grpc, rest } = standIn;
    await withServer(open({ rest_endpoint: rest, grpc_endpoint: grpc, model_input: 'nothing' }), async (server) => {
      const data = { tensor: { shape: [1, 2], values: [1, 2] } };
      const answer = await server.post('/api/v1.0/predictions', JSON.stringify({ data }));
      assert.deepEqual((answer.body as { data: { tensor: unknown } }).data.tensor, { shape: [1, 2], values: [2, 4] });
    });
  });

  test("a PredictRequest of the caller's own goes over gRPC as it is", async () => {
    const type = 'type.googleapis.com/tensorflow.serving.Predict';
    // PredictRequest {model_spec {name: doubler, signature_name: serving_default}, inputs {x: [[1, 2]] as DT_DOUBLE}}
    const spec = Buffer.concat([
      Buffer.from([0x0a, 7]),
      Buffer.from('doubler'),
      Buffer.from([0x1a, 15]),
      Buffer.from('serving_default'),
    ]);
    const shape = Buffer.from('12081202080112020802', 'hex');
    const values = Buffer.concat([Buffer.from([0x22, 16]), Buffer.from(new Float64Array([1, 2]).buffer)]);
    const tensor = Buffer.concat([Buffer.from('0802', 'hex'), shape, values]);
    const entry = Buffer.concat([Buffer.from([0x0a, 1]), Buffer.from('x'), Buffer.from([0x12, tensor.length]), tensor]);
    const value = Buffer.concat([Buffer.from([0x0a, spec.length]), spec, Buffer.from([0x12, entry.length]), entry]);
    const any = new WireWriter();
    const mark = any.size;
    any.bytes(2, value);
    any.string(1, `${type}Request`);
    any.message(CUSTOM_DATA, mark);
    const message = any.finish();
    await withServer(open({ grpc_endpoint: standIn.grpc }), async (server) => {
      const answer = Buffer.from(await callGrpc(server, '/seldon.protos.Seldon/Predict', message));
      assert.ok(answer.includes(`${type}Response`));
      assert.ok(answer.includes(Buffer.from(new Float64Array([2, 4]).buffer)));
    });
    await withServer(open({ rest_endpoint: standIn.rest }), async (server) => {
      await assert.rejects(callGrpc(server, '/seldon.protos.Seldon/Predict', message), /grpc_endpoint/);
    });
  });

  test('its errors keep their status and words', async () => {
    await withServer(open({ rest_endpoint: standIn.rest, model_name: 'none' }), async (server) => {
      const answer = await server.post('/api/v1.0/predictions', '{"data":{"ndarray":[[1]]}}');
      assert.equal(answer.status, 404);
      assert.match(JSON.stringify(answer.body), /TensorFlow Serving: Servable not found/);
    });
    await withServer(open({ grpc_endpoint: standIn.grpc, model_input: 'z' }), async (server) => {
      const answer = await server.post('/api/v1.0/predictions', '{"data":{"ndarray":[[1]]}}');
      assert.equal(answer.status, 400);
      assert.match(JSON.stringify(answer.body), /input keys must be \[x\]/);
    });
  });

  test('a server that is not there is told at the start, and makes the model unready', async () => {
    await withServer(open({ rest_endpoint: 'http://127.0.0.1:1' }), async (server) => {
      assert.match(server.said.join('\n'), /TensorFlow Serving cannot be reached yet/);
      assert.equal((await fetch(`${server.url}/v2/health/ready`)).ok, false);
      const answer = await server.post('/api/v1.0/predictions', '{"data":{"ndarray":[[1]]}}');
      assert.equal(answer.status, 503);
    });
  });
});

describe('TRITON_SERVER asks a Triton', NEEDS_PYTHON, () => {
  let standIn: StandIn;
  before(async () => {
    standIn = await startStandIn('triton');
  });
  after(() => standIn.process.stop());
  const open = (parameters: Readonly<Record<string, string>>): Promise<OpenedServer> =>
    openServer({ server: 'TRITON_SERVER', model: undefined, parameters: { model_name: 'adder', ...parameters } });

  test('names and types are those of the model, whatever the protocol of the caller', async () => {
    const { grpc, rest } = standIn;
    for (const parameters of [
      { rest_endpoint: rest },
      { rest_endpoint: rest, grpc_endpoint: grpc },
      { grpc_endpoint: grpc },
    ]) {
      await withServer(open(parameters), async (server) => {
        for (const [door, ask] of Object.entries(DOORS)) {
          if (door === 'V2 gRPC' || door === 'V2 REST' || door === 'TensorFlow gRPC') continue;
          assert.deepEqual(
            await ask(server, ROWS),
            [
              [2, 3],
              [4, 5.5],
            ],
            `${door} ${JSON.stringify(parameters)}`,
          );
        }
        const inputs = [{ name: 'INPUT0', shape: [1, 2], datatype: 'FP32', data: [1, 2] }];
        const answer = await server.post('/v2/models/model/infer', JSON.stringify({ inputs }));
        const [output] = (answer.body as { outputs: { name: string; datatype: string; data: unknown }[] }).outputs;
        assert.deepEqual([output?.name, output?.datatype, output?.data], ['OUTPUT0', 'FP32', [2, 3]]);
      });
    }
  });

  test('its errors keep their code and words', async () => {
    await withServer(open({ grpc_endpoint: standIn.grpc, model_name: 'none' }), async (server) => {
      const answer = await server.post('/api/v1.0/predictions', '{"data":{"ndarray":[[1]]}}');
      assert.equal(answer.status, 404);
      assert.match(JSON.stringify(answer.body), /unknown model: 'none'/);
    });
  });

  test('a stream of a model with one answer is one event; a model that only streams is an error that says why', async () => {
    const input = { name: 'INPUT0', shape: [1, 2], datatype: 'FP32', data: [1, 2] };
    const ask = (server: OpenedServer): Promise<Response> =>
      fetch(`${server.url}/v2/models/model/infer_stream`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ inputs: [input] }),
      });
    await withServer(open({ grpc_endpoint: standIn.grpc }), async (server) => {
      const events = (await (await ask(server)).text()).trim().split('\n\n');
      assert.equal(events.length, 1);
      assert.match(events[0] ?? '', /"name":"OUTPUT0".*\[2\.0,3\.0\]/);
    });
    await withServer(open({ grpc_endpoint: standIn.grpc, model_name: 'streamer' }), async (server) => {
      const answer = await ask(server);
      assert.equal(answer.status, 501);
      assert.match(
        await answer.text(),
        /Triton: .*decoupled.*; a proxy asks for one answer each time and does not stream/,
      );
    });
  });
});
