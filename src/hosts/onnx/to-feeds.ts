import { RadiantError } from '../../base/index.ts';
import {
  createTensor,
  type Dtype,
  fromNested,
  type Input,
  type Payload,
  parseJson,
  type Tensor,
  type TensorOf,
} from '../../payload/index.ts';
import type { OnnxTensor, OnnxValue } from './onnx-runtime.ts';
import { toElements } from './to-elements.ts';

type Assigned = readonly [OnnxValue, Tensor];

/** What the session gets. `owned` are buffers made for it alone. */
export interface Feeds {
  readonly feeds: Readonly<Record<string, OnnxTensor>>;
  readonly owned: readonly ArrayBuffer[];
}

/**
 * The inputs of a model out of a request: tensors by their names; one tensor or list for a model of one input; a table, a
 * column for each input, for a model of several. Throws INVALID_ARGUMENT naming what does not fit.
 */
export function toFeeds({ payload, names }: Input, inputs: readonly OnnxValue[]): Feeds {
  const feeds: Record<string, OnnxTensor> = {};
  const owned: ArrayBuffer[] = [];
  for (const [value, tensor] of assign(payload, names, inputs)) {
    const { type = 'float32' } = value;
    const dims = checkShape(value, tensor);
    const data = toElements(tensor, type as Dtype, value.name);
    if (ArrayBuffer.isView(data) && data !== tensor.data) owned.push(data.buffer as ArrayBuffer);
    feeds[value.name] = { type, data, dims };
  }
  return { feeds, owned };
}

function assign(payload: Payload, names: Input['names'], inputs: readonly OnnxValue[]): readonly Assigned[] {
  if (payload.kind === 'tensors') return assignByName(payload.tensors, inputs);
  const tensor = toTensor(payload);
  const [only] = inputs;
  if (only !== undefined && inputs.length === 1) return [[only, tensor]];
  return splitColumns(tensor, names, inputs);
}

function assignByName(
  given: Extract<Payload, { kind: 'tensors' }>['tensors'],
  inputs: readonly OnnxValue[],
): readonly Assigned[] {
  const [only] = inputs;
  if (inputs.length === 1 && given.length === 1) return [[only!, given[0]!.tensor]];
  const known = inputs.map(({ name }) => name);
  const missing = known.filter((name) => !given.some((one) => one.name === name));
  const extra = given.map(({ name }) => name).filter((name) => !known.includes(name));
  if (missing.length > 0 || extra.length > 0) {
    throw badInput(
      `the inputs do not fit the model, which has ${list(known)}: missing ${list(missing)}; not known ${list(extra)}`,
    );
  }
  return inputs.map((input) => [input, given.find(({ name }) => name === input.name)!.tensor] as const);
}

/** A table (rows, columns) for a model that takes each column by itself, (rows, 1) or (rows,). */
function splitColumns(tensor: Tensor, names: Input['names'], inputs: readonly OnnxValue[]): readonly Assigned[] {
  const known = inputs.map(({ name }) => name);
  const [rows = 0, width = 0] = tensor.shape;
  if (inputs.some(({ shape = [] }) => shape.length > 2 || (shape.length === 2 && shape[1] !== 1))) {
    throw badInput(`the model has the inputs ${list(known)}: send each as a tensor of its name (over the V2 protocol)`);
  }
  if (tensor.shape.length !== 2 || width !== inputs.length) {
    throw badInput(
      `the model takes rows of ${inputs.length} columns (${list(known)}), but the data has shape [${tensor.shape.join(', ')}]`,
    );
  }
  const order =
    Array.isArray(names) && names.length > 0 && !names.every((name) => /^t:\d+$/.test(String(name)))
      ? names.map(String)
      : known;
  const missing = known.filter((name) => !order.includes(name));
  if (missing.length > 0)
    throw badInput(`the columns do not fit the model: missing ${list(missing)}; it takes ${list(known)}`);
  return inputs.map((input) => {
    const column = order.indexOf(input.name);
    const cells = Array.from({ length: rows }, (_, row) => tensor.data[row * width + column]);
    return [input, createTensor('json', input.shape?.length === 1 ? [rows] : [rows, 1], cells)];
  });
}

function toTensor(payload: Exclude<Payload, { kind: 'tensors' }>): Tensor {
  switch (payload.kind) {
    case 'tensor':
      return payload.tensor;
    case 'list':
    case 'json':
      return fromNested(parseJson(payload.json.utf8));
    case 'string':
      return createTensor('string', [1, 1], [payload.value]) satisfies TensorOf<'string'>;
    default:
      throw badInput(`the model wants arrays (data.ndarray or data.tensor), but ${payload.kind} was given`);
  }
}

/** The data's shape, when it is one that the input takes. A list of texts fits a column of texts. */
function checkShape({ name, shape = [], type }: OnnxValue, tensor: Tensor): readonly number[] {
  const given = tensor.shape;
  if (given.includes(0)) throw badInput(`the data of the input ${name} has no values`);
  if (type === 'string' && shape.length === 2 && given.length === 1)
    return checkShape({ name, shape, isTensor: true }, withShape(tensor, [given[0]!, 1]));
  if (type === 'string' && shape.length === 1 && given.length === 2 && given[1] === 1) return [given[0]!];
  if (shape.length === given.length && shape.every((size, axis) => typeof size === 'string' || size === given[axis]))
    return given;
  if (shape.length === 2 && given.length === 2 && typeof shape[1] === 'number' && shape[1] !== given[1]) {
    throw badInput(`feature count is ${given[1]}, the model takes ${shape[1]}`);
  }
  if (given.length === shape.length - 1) {
    throw badInput(
      `the data of the input ${name} is one row without brackets: send a list of rows, such as [[1, 2]]; the model takes ${shapeText(shape)}`,
    );
  }
  throw badInput(`the data of the input ${name} has shape [${given.join(', ')}], the model takes ${shapeText(shape)}`);
}

function withShape(tensor: Tensor, shape: readonly number[]): Tensor {
  return { ...tensor, shape };
}

function shapeText(shape: readonly (number | string)[]): string {
  return `[${shape.map((size) => (typeof size === 'number' ? size : size || 'any')).join(', ')}]`;
}

function list(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.slice(0, 10).join(', ') + (names.length > 10 ? ', ...' : '');
}

function badInput(message: string): RadiantError {
  return new RadiantError('INVALID_ARGUMENT', message, { reason: 'MICROSERVICE_BAD_DATA', httpStatus: 400 });
}
