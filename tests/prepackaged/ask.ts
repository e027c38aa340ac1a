import assert from 'node:assert/strict';
import { connect } from 'node:http2';
import { createTensor, type Tensor, toNested } from '../../src/payload/index.ts';
import { WIRE, WireReader, WireWriter } from '../../src/protocols/protobuf/index.ts';
import { seldonMessageFromJson, seldonMessageToJson } from '../../src/protocols/seldon/index.ts';
import { readTensorProto, writeTensorProto } from '../../src/protocols/tensor-proto/index.ts';
import { decodeInferGrpc, encodeInferGrpc } from '../../src/protocols/v2/index.ts';
import { GrpcConnection } from '../support/grpc-connection.ts';
import type { OpenedServer } from './open-server.ts';

export type Rows = readonly unknown[];

/** Asks for rows and gives the numbers of the answer as nested lists. */
export type Ask = (server: OpenedServer, rows: Rows, output?: string) => Promise<unknown>;

/** Every way to ask a server: protocol and transport. `output` is asked for where the protocol has a word for it. */
export const DOORS: Readonly<Record<string, Ask>> = {
  'Seldon REST': async (server, rows) =>
    at(await post(server, '/api/v1.0/predictions', { data: { ndarray: rows } }), 'data', 'ndarray'),
  'Seldon gRPC': async (server, rows) => {
    const bytes = seldonMessageFromJson('SeldonMessage', { data: { ndarray: rows as never } });
    const answer = seldonMessageToJson('SeldonMessage', await callGrpc(server, '/seldon.protos.Seldon/Predict', bytes));
    return at(answer, 'data', 'ndarray');
  },
  'V2 REST': async (server, rows, output) => {
    const { shape, datatype, data } = describe(rows);
    const body = { inputs: [{ name: 'input-0', shape, datatype, data }], ...wanted(output) };
    const [first] = at(await post(server, '/v2/models/model/infer', body), 'outputs') as [V2Output];
    return reshape(first.data, first.shape);
  },
  'V2 gRPC': async (server, rows) => {
    const request = { model: '', version: '', id: '', inputs: [], isTable: false, outputs: undefined };
    const inputs = [{ name: 'input-0', tensor: toTensor(rows) }];
    const whole = { ...request, parameters: undefined, binaryOutputs: false };
    // Without raw contents a response has the form of a request.
    const bytes = encodeInferGrpc(whole, 'model', '', inputs, undefined);
    const answer = await callGrpc(server, '/inference.GRPCInferenceService/ModelInfer', bytes);
    return toTexts(decodeInferGrpc(answer).inputs[0]!.tensor);
  },
  'TensorFlow REST': async (server, rows) =>
    at(await post(server, '/v1/models/model:predict', { instances: rows }), 'predictions'),
  'TensorFlow gRPC': async (server, rows) => {
    const answer = await callGrpc(server, '/tensorflow.serving.PredictionService/Predict', writePredict(rows));
    return toTexts(readPredict(answer));
  },
};

interface V2Output {
  readonly shape: readonly number[];
  readonly data: readonly unknown[];
}

async function post(server: OpenedServer, path: string, body: unknown): Promise<unknown> {
  const answer = await server.post(path, JSON.stringify(body));
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body;
}

export async function callGrpc(server: OpenedServer, method: string, bytes: Uint8Array): Promise<Uint8Array> {
  const session = connect(`http://127.0.0.1:${server.grpcPort}`);
  try {
    const { code, details, message } = await new GrpcConnection(session).call(method, bytes);
    assert.equal(code, 0, details);
    return message;
  } finally {
    session.close();
  }
}

function wanted(output: string | undefined): object {
  return output === undefined ? {} : { outputs: [{ name: output }] };
}

function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce((inner, key) => (inner as Record<string, unknown>)[key], value);
}

function describe(rows: Rows): { readonly shape: readonly number[]; readonly datatype: string; readonly data: Rows } {
  const tensor = toTensor(rows);
  return { shape: tensor.shape, datatype: tensor.dtype === 'string' ? 'BYTES' : 'FP64', data: rows.flat() };
}

function toTensor(rows: Rows): Tensor {
  const flat = rows.flat();
  const shape = Array.isArray(rows[0]) ? [rows.length, flat.length / rows.length] : [rows.length];
  return typeof flat[0] === 'string'
    ? createTensor('string', shape, flat as string[])
    : createTensor('float64', shape, Float64Array.from(flat as number[]));
}

function reshape(data: readonly unknown[], shape: readonly number[]): unknown {
  if (shape.length < 2) return data;
  const width = data.length / shape[0]!;
  return Array.from({ length: shape[0]! }, (_, row) => data.slice(row * width, (row + 1) * width));
}

/** As nested lists; bytes are texts. */
function toTexts(tensor: Tensor): unknown {
  if (tensor.dtype !== 'bytes') return toNested(tensor);
  const texts = tensor.data.map((bytes) => new TextDecoder().decode(bytes));
  return toNested(createTensor('string', tensor.shape, texts));
}

function writePredict(rows: Rows): Uint8Array {
  const writer = new WireWriter();
  const entry = writer.size;
  const value = writer.size;
  writeTensorProto(writer, toTensor(rows));
  writer.message(2, value);
  writer.string(1, 'inputs');
  writer.message(2, entry);
  const spec = writer.size;
  writer.string(1, 'model');
  writer.message(1, spec);
  return writer.finish();
}

/** The first output of a PredictResponse. */
function readPredict(bytes: Uint8Array): Tensor {
  const reader = new WireReader(bytes, 'PredictResponse');
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag !== ((1 << 3) | WIRE.bytes)) {
      reader.skip(tag);
      continue;
    }
    reader.enter();
    while (reader.position < reader.end) {
      const inner = reader.tag();
      if (inner === ((2 << 3) | WIRE.bytes)) return readTensorProto(new WireReader(reader.bytesField(), 'TensorProto'));
      reader.skip(inner);
    }
  }
  throw new Error('the answer has no output');
}
