import type { ComponentInfo, JsonObject, JsonValue, Verb } from '../../../payload/index.ts';
import { isObject } from '../frames/decode-section.ts';

/** What a worker says once its class is loaded. */
export interface Ready {
  readonly info: ComponentInfo;
  /** Largest micro-batch that the class itself allows, in rows; undefined when it did not say that it works row by row. */
  readonly ownMaxBatchSize: number | undefined;
  /** True when its predictions can be had one by one. */
  readonly streams: boolean;
  /** False when the class has hooks that look at one request. */
  readonly isBatchable: boolean;
  /** True when a hook takes what came beside the data. */
  readonly readsMeta: boolean;
  readonly pythonVersion: string;
  readonly numpyVersion: string;
}

const DEFAULT_MAX_BATCH_SIZE = 32;
const VERBS: readonly Verb[] = [
  'predict',
  'transformInput',
  'transformOutput',
  'route',
  'aggregate',
  'sendFeedback',
  'healthStatus',
];

export function readReady(ready: JsonObject): Ready {
  const size = ready.maxBatchSize;
  const maxBatchSize = typeof size === 'number' && Number.isInteger(size) && size > 0 ? size : DEFAULT_MAX_BATCH_SIZE;
  return {
    info: {
      verbs: readVerbs(ready.verbs),
      rawVerbs: readVerbs(ready.rawVerbs),
      rawOnly: readRawOnly(ready.rawOnly),
      metadata: readMetadata(ready.metadata),
      ...(ready.takesTensors === true ? { takesTensors: true } : {}),
    },
    streams: ready.streams === true,
    ownMaxBatchSize: ready.rowWise === true ? maxBatchSize : undefined,
    isBatchable: ready.batchable === true,
    readsMeta: ready.readsMeta === true,
    pythonVersion: String(ready.python),
    numpyVersion: String(ready.numpy),
  };
}

function readVerbs(list: JsonValue | undefined): ReadonlySet<Verb> {
  const names: readonly JsonValue[] = Array.isArray(list) ? list : [];
  return new Set(VERBS.filter((verb) => names.includes(verb)));
}

function readRawOnly(table: JsonValue | undefined): ReadonlyMap<Verb, 'json' | 'protobuf'> {
  const only = new Map<Verb, 'json' | 'protobuf'>();
  if (!isObject(table)) return only;
  for (const verb of VERBS) {
    const form = table[verb];
    if (form === 'json' || form === 'protobuf') only.set(verb, form);
  }
  return only;
}

function readMetadata(metadata: JsonValue | undefined): ComponentInfo['metadata'] {
  if (isObject(metadata)) return metadata;
  return metadata === 'invalid' ? 'invalid' : undefined;
}
