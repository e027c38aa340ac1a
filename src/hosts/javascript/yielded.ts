import { RadiantError } from '../../base/index.ts';
import { createTensor, type NamedTensor, type Payload, type Tensor } from '../../payload/index.ts';

type Yielding = Iterator<unknown> | AsyncIterator<unknown>;

/** True for what a generator function, sync or async, gives when it is called. */
export function isYielding(value: unknown): value is Yielding & (Iterable<unknown> | AsyncIterable<unknown>) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const { next } = value as { next?: unknown };
  return typeof next === 'function' && (Symbol.iterator in value || Symbol.asyncIterator in value);
}

/** True for a function whose calls yield. */
export function isGeneratorFunction(value: unknown): boolean {
  const kind = Object.prototype.toString.call(value);
  return kind === '[object GeneratorFunction]' || kind === '[object AsyncGeneratorFunction]';
}

/**
 * The one answer of a hook that yields, for callers that do not stream: texts one behind the other, the rows of arrays one below the
 * other. Throws UNKNOWN when the answers are of unlike kinds.
 */
export function joinPayloads(payloads: readonly Payload[], hook: string): Payload {
  const [first] = payloads;
  if (first === undefined) throw unlike(`${hook} yielded nothing`);
  if (payloads.length === 1) return first;
  if (payloads.every((one) => one.kind === 'string')) {
    return { kind: 'string', value: payloads.map((one) => one.value).join('') };
  }
  if (payloads.every((one) => one.kind === 'tensor')) {
    const joined = joinTensors(payloads.map((one) => one.tensor));
    if (joined !== undefined) return { kind: 'tensor', tensor: joined };
  }
  if (payloads.every((one) => one.kind === 'tensors')) {
    const joined = joinNamed(payloads.map((one) => one.tensors));
    if (joined !== undefined) return { kind: 'tensors', tensors: joined };
  }
  throw unlike(`${hook} yields answers that cannot be joined: ask for them as a stream`);
}

/** Tensors of the same names, joined by name. */
function joinNamed(answers: readonly (readonly NamedTensor[])[]): readonly NamedTensor[] | undefined {
  const [first = []] = answers;
  const joined: NamedTensor[] = [];
  for (const { name, tensor: _, ...rest } of first) {
    const parts = answers.flatMap((one) => one.filter((other) => other.name === name).map(({ tensor }) => tensor));
    const tensor = parts.length === answers.length ? joinTensors(parts) : undefined;
    if (tensor === undefined) return undefined;
    joined.push({ name, tensor, ...rest });
  }
  return answers.every((one) => one.length === first.length) ? joined : undefined;
}

function joinTensors(tensors: readonly Tensor[]): Tensor | undefined {
  const { dtype, shape } = tensors[0]!;
  const row = shape.slice(1).join();
  if (shape.length === 0 || !tensors.every((one) => one.dtype === dtype && one.shape.slice(1).join() === row)) {
    return undefined;
  }
  const count = tensors.reduce((sum, one) => sum + one.shape[0]!, 0);
  const elements = tensors.flatMap((one) => Array.from(one.data as ArrayLike<unknown>));
  const { data } = tensors[0]!;
  const all = Array.isArray(data)
    ? elements
    : (data.constructor as unknown as { from(list: unknown[]): unknown }).from(elements);
  return createTensor(dtype, [count, ...shape.slice(1)], all as never);
}

function unlike(message: string): RadiantError {
  return new RadiantError('UNKNOWN', message, { reason: 'MICROSERVICE_INTERNAL_ERROR', httpStatus: 500 });
}
