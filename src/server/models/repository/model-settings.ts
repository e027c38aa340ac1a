import { resolve } from 'node:path';
import { RadiantError } from '../../../base/index.ts';
import type { JsonObject, JsonValue } from '../../../payload/index.ts';
import type { ModelSpec } from './model-spec.ts';

/** The file that describes a model to MLServer. */
export const SETTINGS_FILE = 'model-settings.json';

const MAX_TEXT = 1 << 20;
/** What MLServer itself reads of `parameters` and `extra`: all others are the runtime's, here the arguments of a class. */
const OWN_PARAMETERS: ReadonlySet<string> = new Set([
  'autogenerate_inference_pool_gid',
  'content_type',
  'environment_path',
  'environment_tarball',
  'extra',
  'format',
  'inference_pool_gid',
  'predict_fn',
  'uri',
  'version',
]);
const METADATA_KEYS = ['platform', 'versions', 'inputs', 'outputs'];

/** Reads MLServer's `model-settings.json`. Throws INVALID_ARGUMENT naming the field. */
export function parseModelSettings(text: string, folder: string): Omit<ModelSpec, 'signature' | 'sizeBytes'> {
  const settings = parseObject(text, folder);
  const parameters = objectAt(settings, 'parameters', folder);
  const extra = objectAt(parameters, 'extra', folder);
  const uri = textAt(parameters, 'uri', folder);
  const implementation = textAt(settings, 'implementation', folder);
  const maxRows = numberAt(settings, 'max_batch_size', folder) ?? 0;
  const maxDelayS = numberAt(settings, 'max_batch_time', folder) ?? 0;
  return {
    name: textAt(settings, 'name', folder) ?? folder.slice(folder.lastIndexOf('/') + 1),
    version: textAt(parameters, 'version', folder) ?? '',
    path: uri === undefined ? defaultPath(implementation, folder) : resolve(folder, uri),
    implementation,
    folder,
    method: textAt(extra, 'predict_fn', folder),
    batching: maxRows > 1 && maxDelayS > 0 ? { maxRows, maxDelayMs: maxDelayS * 1000 } : undefined,
    isCached: settings.cache_enabled === true,
    metadata: {
      ...Object.fromEntries(
        METADATA_KEYS.flatMap((key) => (settings[key] === undefined ? [] : [[key, settings[key] as JsonValue]])),
      ),
      ...(parameters.content_type === undefined ? {} : { parameters: { content_type: parameters.content_type } }),
    },
    parameters: Object.fromEntries(
      Object.entries({ ...parameters, ...extra }).filter(([key]) => !OWN_PARAMETERS.has(key)),
    ),
  };
}

/** A runtime without a URI reads the folder that it stands in; a class needs nothing. */
function defaultPath(implementation: string | undefined, folder: string): string | undefined {
  return implementation === undefined || implementation.startsWith('mlserver_') ? folder : undefined;
}

function parseObject(text: string, folder: string): JsonObject {
  if (text.length > MAX_TEXT) throw bad(folder, 'is larger than 1 MiB');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    throw bad(folder, `is no JSON: ${(thrown as Error).message}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw bad(folder, 'holds no object');
  return value as JsonObject;
}

function objectAt(object: JsonObject, key: string, folder: string): JsonObject {
  const value = object[key];
  if (value === undefined || value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value)) throw bad(folder, `${key} is no object`);
  return value as JsonObject;
}

function textAt(object: JsonObject, key: string, folder: string): string | undefined {
  const value = object[key];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw bad(folder, `${key} is no text`);
  return value;
}

function numberAt(object: JsonObject, key: string, folder: string): number | undefined {
  const value = object[key];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number' || !(value >= 0)) throw bad(folder, `${key} is no number from 0 on`);
  return value;
}

function bad(folder: string, what: string): RadiantError {
  return new RadiantError('INVALID_ARGUMENT', `${folder}/${SETTINGS_FILE}: ${what}`, { reason: 'BAD_MODEL_SETTINGS' });
}
