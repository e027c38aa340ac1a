import {
  createTensor,
  type Input,
  listToTensor,
  type NamedTensor,
  type Payload,
  type Tensor,
} from '../../payload/index.ts';
import { checkTensor, fromTypedArray, isTensor } from './is-tensor.ts';

/** The name of a tensor that came without one. */
const UNNAMED = 'input-0';

/** What a class that takes named tensors is given, whichever protocol its caller speaks; undefined for data that is no tensor. */
export function toNamedTensors({ payload }: Input): readonly NamedTensor[] | undefined {
  if (payload.kind === 'tensors') return payload.tensors;
  const tensor = toTensor(payload);
  return tensor === undefined ? undefined : [{ name: UNNAMED, tensor }];
}

function toTensor(payload: Payload): Tensor | undefined {
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
      return undefined;
  }
}

/** Named tensors that user code returned: a list of them, or an object of arrays by name; undefined for all else. */
export function readNamedTensors(result: object, takesTensors: boolean): readonly NamedTensor[] | undefined {
  if (Array.isArray(result)) {
    const isList = (takesTensors || result.length > 0) && result.every(isNamedTensor);
    return isList ? result.map((one: NamedTensor) => ({ ...one, tensor: checkTensor(one.tensor) })) : undefined;
  }
  if (isTensor(result) || ArrayBuffer.isView(result)) return undefined;
  const entries = Object.entries(result as Readonly<Record<string, unknown>>);
  if (entries.length === 0) return undefined;
  const tensors: NamedTensor[] = [];
  for (const [name, value] of entries) {
    const tensor = readTensor(value);
    if (tensor === undefined) return undefined;
    tensors.push({ name, tensor });
  }
  return tensors;
}

function readTensor(value: unknown): Tensor | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (isTensor(value)) return checkTensor(value);
  return ArrayBuffer.isView(value) ? fromTypedArray(value) : undefined;
}

function isNamedTensor(value: unknown): value is NamedTensor {
  if (typeof value !== 'object' || value === null) return false;
  const { name, tensor } = value as { name?: unknown; tensor?: unknown };
  return typeof name === 'string' && typeof tensor === 'object' && tensor !== null && isTensor(tensor);
}
