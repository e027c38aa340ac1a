import { createRequire } from 'node:module';
import { type Log, RadiantError, type UnitSettings } from '../../base/index.ts';
import type { ComponentInfo, JsonObject, JsonValue } from '../../payload/index.ts';
import { validateMetadata } from './validate-metadata.ts';

const MAX_TEXT = 1024 * 1024;

/**
 * What /metadata answers: defaults from the image, replaced by the component's own keys, replaced by MODEL_METADATA's.
 * Undefined (and an error in the log) when that is not valid. A MODEL_METADATA that cannot be parsed is left out with a
 * warning, as Seldon does. Throws INVALID_ARGUMENT when it is no mapping.
 */
export function mergeMetadata(
  own: ComponentInfo['metadata'],
  settings: UnitSettings,
  log: Log,
): JsonObject | undefined {
  const configured = readModelMetadata(settings.modelMetadata, log);
  if (own === 'invalid') return undefined;
  const { name, version } = splitImage(settings.image);
  const merged = {
    name,
    versions: [version],
    platform: '',
    inputs: [],
    outputs: [],
    custom: {},
    ...(own === undefined ? {} : withoutParameters(own)),
    ...configured,
  };
  const problem = validateMetadata(merged);
  if (problem === undefined) return merged;
  log.error(`the model's metadata cannot be served: ${problem}`);
  return undefined;
}

/** Seldon's form of what a component says: the parameters of V2, of the model and of its inputs and outputs, have no place in it. */
function withoutParameters({ parameters: _, ...own }: JsonObject): JsonObject {
  const strip = (value: JsonValue | undefined): JsonValue | undefined =>
    Array.isArray(value) ? value.map((entry) => (isV2Tensor(entry) ? withoutParameters(entry) : entry)) : value;
  const [inputs, outputs] = [strip(own.inputs), strip(own.outputs)];
  return { ...own, ...(inputs === undefined ? {} : { inputs }), ...(outputs === undefined ? {} : { outputs }) };
}

function isV2Tensor(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && 'datatype' in value;
}

/** `registry:5000/name:1.2` at its last colon; without one the whole is the version and the name is empty. */
export function splitImage(image: string | undefined): { readonly name: string; readonly version: string } {
  if (image === undefined) return { name: '', version: '' };
  const colon = image.lastIndexOf(':');
  return { name: colon === -1 ? '' : image.slice(0, colon), version: image.slice(colon + 1) };
}

function readModelMetadata(text: string | undefined, log: Log): JsonObject {
  if (text === undefined) return {};
  let value: unknown;
  try {
    if (text.length > MAX_TEXT) throw new Error('it is longer than 1 MiB');
    // Loaded only where there is something to parse: it is seventy files.
    const yaml = createRequire(import.meta.url)('yaml') as typeof import('yaml');
    value = yaml.parse(text, { maxAliasCount: 100 });
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message.split('\n')[0] : String(thrown);
    log.warning(`MODEL_METADATA is ignored, for it is not YAML: ${why}`);
    return {};
  }
  if (value === null || value === undefined) return {};
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw new RadiantError(
      'INVALID_ARGUMENT',
      'MODEL_METADATA must map keys to values, such as {"name": "iris", "versions": ["v1"]}',
      { reason: 'BAD_ENVIRONMENT' },
    );
  }
  return value as JsonObject;
}
