import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { RadiantError } from '../../../base/errors.ts';
import { createTensor, type Dtype, type NamedTensor, type Tensor } from '../../../payload/index.ts';
import { WireWriter } from '../../protobuf/index.ts';
import { writeTensorProto } from '../../tensor-proto/index.ts';
import { decodeTensorflowGrpc } from './decode.ts';
import { encodeTensorflowGrpc } from './encode.ts';
import { decodeMetadataRequest, decodeStatusRequest } from './questions.ts';

const MODEL = { name: 'm', version: '1', outputName: 'outputs' };

const typed = <D extends Dtype>(dtype: D, array: { from(values: never): unknown }, value: fc.Arbitrary<unknown>) =>
  fc.array(value).map((values) => createTensor(dtype, [values.length], array.from(values as never) as never));
const int = (bits: number, isSigned: boolean): fc.Arbitrary<number> =>
  fc.integer({ min: isSigned ? -(2 ** (bits - 1)) : 0, max: 2 ** (isSigned ? bits - 1 : bits) - 1 });

const TENSORS: readonly fc.Arbitrary<Tensor>[] = [
  typed('bool', Uint8Array, fc.constantFrom(0, 1)),
  typed('int8', Int8Array, int(8, true)),
  typed('int16', Int16Array, int(16, true)),
  typed('int32', Int32Array, int(32, true)),
  typed('int64', BigInt64Array, fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
  typed('uint8', Uint8Array, int(8, false)),
  typed('uint16', Uint16Array, int(16, false)),
  typed('uint32', Uint32Array, int(32, false)),
  typed('uint64', BigUint64Array, fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })),
  typed('float16', Float16Array, fc.double()),
  typed('float32', Float32Array, fc.double()),
  typed('float64', Float64Array, fc.double()),
  fc.array(fc.string({ unit: 'grapheme' })).map((values) => createTensor('string', [values.length], values)),
  fc
    .array(fc.uint8Array())
    .map((values) => createTensor('bytes', [values.length + 1], [...values, Uint8Array.of(0xff)])),
];

/** The message of a PredictRequest with these inputs. */
function writeRequest(inputs: readonly NamedTensor[]): Uint8Array {
  const writer = new WireWriter();
  for (const { name, tensor } of inputs.toReversed()) {
    const entry = writer.size;
    const value = writer.size;
    writeTensorProto(writer, tensor);
    writer.message(2, value);
    writer.string(1, name);
    writer.message(2, entry);
  }
  const mark = writer.size;
  writer.string(3, 'sig');
  writer.string(4, 'canary');
  writer.string(1, 'm');
  writer.message(1, mark);
  return writer.finish();
}

const INPUTS = fc.uniqueArray(fc.record({ name: fc.string({ unit: 'grapheme' }), tensor: fc.oneof(...TENSORS) }), {
  minLength: 1,
  maxLength: 4,
  selector: ({ name }) => name,
});

test('every dtype is read as it was written', () => {
  fc.assert(
    fc.property(INPUTS, (inputs) => {
      const { model, ...request } = decodeTensorflowGrpc('predict', writeRequest(inputs));
      assert.deepEqual(model, { name: 'm', signatureName: 'sig', label: 'canary' });
      assert.deepEqual(
        request.inputs.map(({ name }) => name),
        inputs.map(({ name }) => name),
      );
      request.inputs.forEach(({ tensor }, i) => {
        const sent = inputs[i]!.tensor;
        assert.deepEqual({ dtype: tensor.dtype, shape: tensor.shape }, { dtype: sent.dtype, shape: sent.shape });
        assert.deepEqual([...tensor.data].map(toPlain), [...sent.data].map(toPlain));
      });
    }),
  );
});

function toPlain(value: unknown): unknown {
  return value instanceof Uint8Array ? [...value] : value;
}

test('an answer can be asked with: outputs and inputs have the same form', () => {
  fc.assert(
    fc.property(fc.oneof(...TENSORS), (tensor) => {
      const outcome = { payload: { kind: 'tensor', tensor } } as const;
      const answer = encodeTensorflowGrpc('predict', { outputFilter: [], signatureName: undefined }, outcome, MODEL);
      // Field 1, the outputs, is field 2 of a request; field 2, the model, comes last and is left out.
      const writer = new WireWriter();
      writer.raw(answer.subarray(0, answer.length - 9));
      const request = Uint8Array.from(writer.finish());
      request[0] = 0x12;
      const [input] = decodeTensorflowGrpc('predict', request).inputs;
      assert.equal(input?.name, 'outputs');
      assert.equal(input?.tensor.dtype, tensor.dtype);
      assert.equal(input?.tensor.data.length, tensor.data.length);
    }),
  );
});

const READERS = [
  (message: Uint8Array) => decodeTensorflowGrpc('predict', message),
  (message: Uint8Array) => decodeTensorflowGrpc('classify', message),
  (message: Uint8Array) => decodeTensorflowGrpc('regress', message),
  decodeStatusRequest,
  decodeMetadataRequest,
];

test('bytes of any kind are read or refused as the caller’s fault', () => {
  const refuseOnly = (message: Uint8Array): void => {
    for (const read of READERS) {
      try {
        read(message);
      } catch (thrown) {
        assert.ok(thrown instanceof RadiantError && thrown.code === 'INVALID_ARGUMENT', String(thrown));
      }
    }
  };
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), refuseOnly));
  const whole = writeRequest([
    { name: 'a', tensor: createTensor('float32', [2], Float32Array.of(1, 2)) },
    { name: 'b', tensor: createTensor('string', [1], ['x']) },
  ]);
  for (let end = 0; end < whole.length; end++) refuseOnly(whole.subarray(0, end));
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, byte) => {
      const changed = Uint8Array.from(whole);
      changed[at] = byte;
      refuseOnly(changed);
    }),
  );
});

test('a few bytes that announce a large tensor are refused', () => {
  const shape = [1_000_000, 1_000_000];
  const writer = new WireWriter();
  const entry = writer.size;
  const value = writer.size;
  const mark = writer.size;
  for (const size of shape) {
    const dim = writer.size;
    writer.int64(1, BigInt(size));
    writer.message(2, dim);
  }
  writer.message(2, mark);
  writer.int32(1, 1);
  writer.message(2, value);
  writer.message(2, entry);
  assert.throws(
    () => decodeTensorflowGrpc('predict', writer.finish()),
    /inputs\[""\]: shape \[1000000, 1000000\] needs/,
  );
});
