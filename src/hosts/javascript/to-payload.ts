import { RadiantError } from '../../base/index.ts';
import { createTensor, fromNested, type Payload, type Tensor, toNested } from '../../payload/index.ts';
import { isCustomMessage } from './custom-message.ts';
import { withOriginalIntegers } from './friendly-tensor.ts';
import { checkTensor, fromTypedArray, isTensor } from './is-tensor.ts';
import { toJsonText } from './to-json-text.ts';

const INT32_SAFE = 2 ** 31;

/**
 * A hook's result as a payload. `keepLists` as in `Call`. Throws INVALID_ARGUMENT (reason MICROSERVICE_BAD_DATA) for what
 * cannot be sent: undefined, null, a number, a boolean, a function.
 */
export function toPayload(result: unknown, keepLists: boolean, hook: string): Payload {
  if (typeof result === 'string') return { kind: 'string', value: result };
  if (typeof result !== 'object' || result === null) throw unknownType(result, hook);
  if (Array.isArray(result)) return fromList(result, keepLists);
  if (result instanceof Uint8Array) return { kind: 'bytes', value: result };
  if (isTensor(result)) return { kind: 'tensor', tensor: withOriginalIntegers(checkTensor(result)) };
  if (ArrayBuffer.isView(result)) {
    const tensor = fromTypedArray(result);
    if (tensor !== undefined) return { kind: 'tensor', tensor };
    return { kind: 'bytes', value: new Uint8Array(result.buffer, result.byteOffset, result.byteLength) };
  }
  if (result instanceof ArrayBuffer) return { kind: 'bytes', value: new Uint8Array(result) };
  if (isCustomMessage(result)) return { kind: 'any', typeUrl: result.typeUrl, value: result.value };
  if (result instanceof Map || result instanceof Set || result instanceof Error) throw unknownType(result, hook);
  const json = toJsonText(result);
  if (json === undefined) throw unknownType(result, hook);
  return { kind: 'json', json };
}

/** Nested arrays: one tensor where the elements are of one kind, else the list as it is. */
function fromList(list: readonly unknown[], keepLists: boolean): Payload {
  let tensor: Tensor;
  try {
    tensor = fromNested(list);
  } catch (thrown) {
    const json = keepLists && isRagged(thrown) ? toJsonText(list) : undefined;
    if (json === undefined) throw thrown;
    return { kind: 'list', json };
  }
  if (tensor.dtype === 'float64') return { kind: 'tensor', tensor: toIntegers(tensor.data, tensor) };
  if (tensor.dtype !== 'json') return { kind: 'tensor', tensor };
  const json = toJsonText(toNested(tensor));
  if (json === undefined) return { kind: 'tensor', tensor };
  return { kind: 'list', json, shape: tensor.shape };
}

/** JavaScript does not tell 1 from 1.0: a list of whole numbers is answered as whole numbers. */
function toIntegers(values: Float64Array, tensor: Tensor): Tensor {
  if (values.length === 0) return tensor;
  let isInt32 = true;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (!Number.isSafeInteger(value) || Object.is(value, -0)) return tensor;
    if (value >= INT32_SAFE || value < -INT32_SAFE) isInt32 = false;
  }
  if (isInt32) return createTensor('int32', tensor.shape, Int32Array.from(values));
  return createTensor('int64', tensor.shape, BigInt64Array.from(values as never, BigInt as never));
}

function isRagged(thrown: unknown): boolean {
  return thrown instanceof RadiantError && thrown.reason === 'RAGGED';
}

function unknownType(result: unknown, hook: string): RadiantError {
  const wanted = 'must be a tensor, an array, a string, bytes or an object';
  const hint =
    result === undefined ? `: ${hook} returned undefined; is its return statement missing?` : describe(result);
  return new RadiantError('INVALID_ARGUMENT', `Unknown data type returned as payload (${wanted})${hint}`, {
    reason: 'MICROSERVICE_BAD_DATA',
    httpStatus: 400,
  });
}

function describe(result: unknown): string {
  switch (typeof result) {
    case 'number':
    case 'bigint':
    case 'boolean':
      return `: ${result}; to answer with one value return [${result}]`;
    case 'object':
      return result === null ? ': null' : `: ${result.constructor.name}; turn it into an array or a plain object`;
    default:
      return `: a ${typeof result}`;
  }
}
