import type { ComponentInfo, JsonValue, NamedTensor } from '../../payload/index.ts';
import { applyContentType, contentTypeOf, type V2Request } from '../../protocols/v2/index.ts';

/**
 * The request with the content types that the model's metadata names, for inputs that say nothing of themselves: that of an input, else that of the
 * model. Throws INVALID_ARGUMENT for texts that are not what their type says.
 */
export function applyModelTypes(request: V2Request, { metadata }: ComponentInfo): V2Request {
  if (typeof metadata !== 'object') return request;
  const modelType = typeOf(metadata);
  const types = typesOfInputs(metadata.inputs);
  if (modelType === undefined && types === undefined) return request;
  const isTable = request.isTable || (modelType === 'pd' && contentTypeOf(request.parameters) === undefined);
  const others = modelType === 'pd' ? undefined : modelType;
  const inputs = request.inputs.map((input): NamedTensor => {
    const own = types?.get(input.name);
    return own === undefined ? applyContentType(input, others, false) : applyContentType(input, own);
  });
  return { ...request, inputs, isTable };
}

/** By the names of inputs; undefined when none has any, as nearly always. */
function typesOfInputs(inputs: JsonValue | undefined): ReadonlyMap<string, string> | undefined {
  if (!Array.isArray(inputs)) return undefined;
  let types: Map<string, string> | undefined;
  for (const input of inputs as readonly JsonValue[]) {
    const type = typeOf(input);
    if (type === undefined) continue;
    const { name } = input as { readonly name?: JsonValue };
    types ??= new Map();
    if (typeof name === 'string') types.set(name, type);
  }
  return types;
}

function typeOf(value: JsonValue): string | undefined {
  if (typeof value !== 'object' || value === null || !('parameters' in value)) return undefined;
  const { parameters } = value;
  const isObject = typeof parameters === 'object' && parameters !== null && !Array.isArray(parameters);
  return isObject ? contentTypeOf(parameters as Parameters<typeof contentTypeOf>[0]) : undefined;
}
