import { RadiantError } from '../../../base/index.ts';
import { createTensor, type Input, listToTensor, type NamedTensor, type Tensor } from '../../../payload/index.ts';

/** An input of a model as its metadata tells it. */
export interface DescribedInput {
  readonly name: string;
  /** In V2's words: `FP32`. */
  readonly datatype: string;
}

/**
 * The tensors of a request under the names and of the types that the model wants, where they are known: callers of other protocols have
 * neither. Throws INVALID_ARGUMENT for data that is no tensor, or where several inputs want names.
 */
export function fitInputs({ payload }: Input, inputs: readonly DescribedInput[]): readonly NamedTensor[] {
  if (payload.kind === 'tensors') return payload.tensors.map((tensor) => fitNamed(tensor, inputs));
  const [only] = inputs;
  if (inputs.length > 1) {
    throw bad(`the model has the inputs ${inputs.map(({ name }) => name).join(', ')}: send each by its name (V2)`);
  }
  const tensor = toTensor(payload);
  return [only === undefined ? { name: 'input-0', tensor } : { name: only.name, tensor: convert(tensor, only) }];
}

function fitNamed(given: NamedTensor, inputs: readonly DescribedInput[]): NamedTensor {
  const [only] = inputs;
  const wanted = inputs.find(({ name }) => name === given.name) ?? (given.name === '' ? only : undefined);
  return wanted === undefined ? given : { ...given, name: wanted.name, tensor: convert(given.tensor, wanted) };
}

function toTensor(payload: Input['payload']): Tensor {
  switch (payload.kind) {
    case 'tensor':
      return payload.tensor;
    case 'list':
      return listToTensor(payload.json);
    case 'string':
      return createTensor('string', [1], [payload.value]);
    case 'bytes':
      return createTensor('bytes', [1], [payload.value]);
    default:
      throw bad(`the model takes tensors, not ${payload.kind}`);
  }
}

/** Numbers of the wanted type; whole numbers must stay what they are. */
function convert(tensor: Tensor, { name, datatype }: DescribedInput): Tensor {
  const { dtype, data, shape } = tensor;
  const make = Object.hasOwn(MAKERS, datatype) ? MAKERS[datatype] : undefined;
  if (make === undefined || (dtype !== 'float64' && dtype !== 'int64' && dtype !== 'float32')) return tensor;
  const numbers = Array.from(data as ArrayLike<number | bigint>, Number);
  const made = make(shape, numbers);
  if (datatype.startsWith('FP')) return made;
  const lost = numbers.find((value, i) => Number(made.data[i]) !== value || !Number.isSafeInteger(value));
  if (lost !== undefined) throw bad(`input ${name} is ${datatype}, but ${lost} was given`);
  return made;
}

const whole = (value: number): number => (Number.isSafeInteger(value) ? value : 0);

const MAKERS: Readonly<Record<string, (shape: readonly number[], numbers: readonly number[]) => Tensor>> = {
  FP32: (shape, numbers) => createTensor('float32', shape, Float32Array.from(numbers)),
  FP64: (shape, numbers) => createTensor('float64', shape, Float64Array.from(numbers)),
  INT16: (shape, numbers) => createTensor('int16', shape, Int16Array.from(numbers)),
  INT32: (shape, numbers) => createTensor('int32', shape, Int32Array.from(numbers)),
  INT64: (shape, numbers) => createTensor('int64', shape, BigInt64Array.from(numbers.map(whole), BigInt)),
  INT8: (shape, numbers) => createTensor('int8', shape, Int8Array.from(numbers)),
  UINT8: (shape, numbers) => createTensor('uint8', shape, Uint8Array.from(numbers)),
};

function bad(message: string): RadiantError {
  return new RadiantError('INVALID_ARGUMENT', message, { reason: 'MICROSERVICE_BAD_DATA' });
}
