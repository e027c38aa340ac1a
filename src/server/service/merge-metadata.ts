import { parse } from 'yaml';
import { RadiantError, type UnitSettings } from '../../base/index.ts';
import type { ComponentInfo, JsonObject, JsonValue } from '../../payload/index.ts';

const MAX_TEXT = 1024 * 1024;

/**
 * What /metadata answers: defaults from the image, replaced by the component's own keys, replaced by MODEL_METADATA's.
 * Undefined when the component's own metadata is not valid. Throws INVALID_ARGUMENT when MODEL_METADATA is no YAML mapping.
 */
export function mergeMetadata(own: ComponentInfo['metadata'], settings: UnitSettings): JsonObject | undefined {
  const configured = readModelMetadata(settings.modelMetadata);
  if (own === 'invalid') return undefined;
  const { name, version } = splitImage(settings.image);
  return { name, versions: [version], platform: '', inputs: [], outputs: [], custom: {}, ...own, ...configured };
}

/** `registry:5000/name:1.2` at its last colon; without one the whole is the version and the name is empty. */
export function splitImage(image: string | undefined): { readonly name: string; readonly version: string } {
  if (image === undefined) return { name: '', version: '' };
  const colon = image.lastIndexOf(':');
  return { name: colon === -1 ? '' : image.slice(0, colon), version: image.slice(colon + 1) };
}

function readModelMetadata(text: string | undefined): JsonObject {
  if (text === undefined) return {};
  if (text.length > MAX_TEXT) throw badMetadata('it is longer than 1 MiB');
  let value: unknown;
  try {
    value = parse(text, { maxAliasCount: 100 });
  } catch (cause) {
    throw badMetadata(cause instanceof Error ? cause.message.split('\n')[0]! : 'it cannot be parsed', cause);
  }
  if (value === null || value === undefined) return {};
  if (typeof value !== 'object' || Array.isArray(value)) throw badMetadata('it is no mapping of keys to values');
  return value as Record<string, JsonValue>;
}

function badMetadata(why: string, cause?: unknown): RadiantError {
  return new RadiantError(
    'INVALID_ARGUMENT',
    `MODEL_METADATA cannot be used: ${why}; give YAML or JSON such as {"name": "iris", "versions": ["v1"]}`,
    { reason: 'BAD_ENVIRONMENT', cause },
  );
}
