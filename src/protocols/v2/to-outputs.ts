import {
  createTensor,
  type JsonText,
  type JsonValue,
  listToTensor,
  type NamedTensor,
  type Outcome,
  parseJson,
  type Tensor,
} from '../../payload/index.ts';
import { badAnswer, badRequest } from './bad-request.ts';
import type { RequestedOutput } from './v2-request.ts';

/** The name of the only output of a component that does not name its outputs. */
const DEFAULT_OUTPUT = 'predict';

export interface OutputRules {
  /** True for components that speak of named tensors themselves: their shapes and types stay as they are. */
  readonly takesTensors: boolean;
  /** The outputs that the component names, the default first; undefined when it has but one. */
  readonly names: readonly string[] | undefined;
}

/**
 * What a component answered as named tensors: those that the caller asked for, in that order, or all. An array of one dimension is
 * answered as a column. Throws INVALID_ARGUMENT for an output that is not there, INTERNAL for an answer that no tensor can hold.
 */
export function toOutputs(
  outcome: Outcome,
  requested: readonly RequestedOutput[] | undefined,
  { takesTensors, names }: OutputRules,
): readonly NamedTensor[] {
  const only = requested?.length === 1 ? requested[0]!.name : undefined;
  const name = only ?? names?.[0] ?? DEFAULT_OUTPUT;
  const { payload } = outcome;
  if (payload.kind === 'tensors' && takesTensors) return choose(payload.tensors, requested);
  if (payload.kind === 'tensor') return choose([describe({ name, tensor: payload.tensor })], requested);
  const outputs = readOutputs(outcome, name).map(describe);
  // One output of the component's own may be several arrays.
  const isWhole = only !== undefined && names?.includes(only) === true && outputs.every((one) => one.name !== only);
  return isWhole ? outputs : choose(outputs, requested);
}

function readOutputs({ payload, names }: Outcome, name: string): readonly NamedTensor[] {
  switch (payload.kind) {
    case 'tensor':
      return [{ name, tensor: payload.tensor }];
    case 'tensors':
      return payload.tensors;
    case 'list':
      return [{ name, tensor: toTensor(payload.json) }];
    case 'string':
      return [{ name, tensor: createTensor('string', [1, 1], [payload.value]) }];
    case 'bytes':
      return [{ name, tensor: createTensor('bytes', [1, 1], [payload.value]) }];
    case 'json':
      return readJson(payload.json, name);
    case 'any':
    case 'message':
      throw badAnswer(
        `the component answered with a message, which has no place in an inference response ${String(names ?? '')}`.trim(),
      );
  }
}

/** An object of lists is several outputs; any other JSON one text. */
function readJson(json: JsonText, name: string): readonly NamedTensor[] {
  const value = parseJson(json.utf8);
  if (Array.isArray(value)) return [{ name, tensor: toTensor(json) }];
  if (isObject(value)) {
    const entries = Object.entries(value);
    if (entries.length > 0 && entries.every(([, member]) => Array.isArray(member))) {
      return entries.map(([key, member]) => ({ name: key, tensor: toTensor(toText(member)) }));
    }
  }
  return [{ name, tensor: createTensor('json', [1, 1], [value]), contentType: 'hg_json' }];
}

function toText(value: JsonValue): JsonText {
  return {
    utf8: Buffer.from(JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? Number(item) : item))),
    lenient: false,
  };
}

function toTensor(json: JsonText): Tensor {
  try {
    return listToTensor(json);
  } catch (thrown) {
    throw badAnswer(`the answer is no array: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  }
}

function isObject(value: JsonValue): value is { readonly [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Says how the elements are meant, and makes a column of a list. */
function describe(output: NamedTensor): NamedTensor {
  const { tensor, contentType } = output;
  const { shape } = tensor;
  const column = shape.length > 1 ? tensor : ({ ...tensor, shape: [shape[0] ?? 1, 1] } as Tensor);
  if (contentType === 'pd') return asFrameColumn(output, column);
  return { ...output, tensor: column, contentType: contentType ?? CONTENT_TYPES[tensor.dtype] ?? 'np' };
}

/** Columns of a data frame say what they are only where they are texts. */
function asFrameColumn({ name, parameters }: NamedTensor, tensor: Tensor): NamedTensor {
  const contentType = CONTENT_TYPES[tensor.dtype];
  return {
    name,
    tensor,
    ...(contentType === undefined ? {} : { contentType }),
    ...(parameters === undefined ? {} : { parameters }),
  };
}

const CONTENT_TYPES: Readonly<Partial<Record<Tensor['dtype'], string>>> = {
  bytes: 'base64',
  json: 'hg_json',
  string: 'str',
};

function choose(
  outputs: readonly NamedTensor[],
  requested: readonly RequestedOutput[] | undefined,
): readonly NamedTensor[] {
  if (
    requested === undefined ||
    (requested.length === 1 && outputs.length === 1 && requested[0]!.name === outputs[0]!.name)
  ) {
    return outputs;
  }
  return requested.map(({ name }) => {
    const output = outputs.find((one) => one.name === name);
    if (output === undefined) {
      throw badRequest(`there is no output ${name}: the outputs are ${outputs.map((one) => one.name).join(', ')}`);
    }
    return output;
  });
}
