import {
  createTensor,
  formatJson,
  type JsonText,
  type JsonValue,
  listToTensor,
  type NamedTensor,
  type Payload,
  parseJson,
  type Tensor,
} from '../../payload/index.ts';

const ENCODER = new TextEncoder();

/**
 * Whatever a component answers as tensors by name: `name` is that of an answer without names of its own. An object becomes one
 * tensor a key; what is no array of one type (objects, null, mixed values) becomes text, which is JSON unless it is a text already.
 * Undefined for what no tensor holds: typed opaque messages and whole messages.
 */
export function toOutputs(payload: Payload, name: string): readonly NamedTensor[] | undefined {
  switch (payload.kind) {
    case 'tensor':
      return [{ name, tensor: withoutJson(payload.tensor) }];
    case 'tensors':
      return payload.tensors.map((each) => ({ name: each.name || name, tensor: withoutJson(each.tensor) }));
    case 'string':
      return [{ name, tensor: createTensor('string', [1], [payload.value]) }];
    case 'bytes':
      return [{ name, tensor: createTensor('bytes', [1], [payload.value]) }];
    case 'list':
      return [{ name, tensor: toTensor(payload.json) }];
    case 'json':
      return fromJson(payload.json, name);
    default:
      return undefined;
  }
}

function fromJson(json: JsonText, name: string): readonly NamedTensor[] {
  const value = parseJson(json.utf8);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [{ name, tensor: toTensor(json) }];
  return Object.entries(value as Readonly<Record<string, JsonValue>>).map(([key, member]) => ({
    name: key,
    tensor: toTensor({ utf8: ENCODER.encode(formatJson(member)), lenient: false }),
  }));
}

/** Ragged lists are one text. */
function toTensor(json: JsonText): Tensor {
  try {
    return withoutJson(listToTensor(json));
  } catch {
    return createTensor('string', [], [formatJson(parseJson(json.utf8))]);
  }
}

function withoutJson(tensor: Tensor): Tensor {
  if (tensor.dtype !== 'json') return tensor;
  const texts = Array.from(tensor.data, (value) =>
    typeof value === 'string' ? value : formatJson((value ?? null) as JsonValue),
  );
  return createTensor('string', tensor.shape, texts);
}
