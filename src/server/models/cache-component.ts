import type { Hash } from 'node:crypto';
import {
  type Call,
  type Component,
  type Outcome,
  type Payload,
  type Tensor,
  wrapComponent,
} from '../../payload/index.ts';

export interface CacheLimits {
  /** Bytes of all answers that are kept. */
  readonly maxBytes: number;
}

/**
 * Answers a prediction that was asked before from memory. For components whose answer depends on nothing but the request: the key is everything
 * that the component sees. Errors, answers with tags or metrics and whole messages are not kept. The cache belongs to one model version.
 */
export function cacheComponent(component: Component, { maxBytes }: CacheLimits): Component {
  /** In the order of use, the latest last. */
  const kept = new Map<string, { readonly outcome: Outcome; readonly sizeBytes: number }>();
  let heldBytes = 0;
  const remember = (key: string, outcome: Outcome): Outcome => {
    const sizeBytes = sizeOf(outcome.payload);
    if (sizeBytes === undefined || outcome.tags !== undefined || outcome.metrics !== undefined) return outcome;
    if (sizeBytes > maxBytes) return outcome;
    kept.set(key, { outcome, sizeBytes });
    heldBytes += sizeBytes;
    for (const [oldest, entry] of kept) {
      if (heldBytes <= maxBytes) break;
      kept.delete(oldest);
      heldBytes -= entry.sizeBytes;
    }
    return outcome;
  };
  // Streams are neither joined, nor kept, nor held back: they go straight through.
  return wrapComponent(component, {
    call(call) {
      const key = keyOf(call);
      if (key === undefined) return component.call(call);
      const known = kept.get(key);
      if (known !== undefined) {
        kept.delete(key);
        kept.set(key, known);
        return known.outcome;
      }
      const outcome = component.call(call);
      return outcome instanceof Promise ? outcome.then((done) => remember(key, done)) : remember(key, outcome);
    },
  });
}

/** What an entry costs beside its numbers. */
const ENTRY_BYTES = 200;

function keyOf({ verb, inputs, meta, keepLists, outputs, parameters }: Call): string | undefined {
  if (verb !== 'predict' || meta !== undefined) return undefined;
  const { createHash } = process.getBuiltinModule('node:crypto');
  const hash = createHash('sha1').update(JSON.stringify([keepLists, outputs ?? null, parameters ?? null]));
  for (const { payload, names } of inputs) {
    hash.update(JSON.stringify(names ?? null));
    if (!addPayload(hash, payload)) return undefined;
  }
  return hash.digest('latin1');
}

function addPayload(hash: Hash, payload: Payload): boolean {
  switch (payload.kind) {
    case 'tensor':
      addTensor(hash, payload.tensor);
      return true;
    case 'tensors':
      for (const { name, contentType, tensor } of payload.tensors) {
        hash.update(JSON.stringify([name, contentType ?? null]));
        addTensor(hash, tensor);
      }
      return true;
    case 'list':
    case 'json':
      hash.update(payload.kind).update(payload.json.utf8);
      return true;
    case 'string':
      hash.update('string').update(payload.value);
      return true;
    case 'bytes':
      hash.update('bytes').update(payload.value);
      return true;
    case 'any':
    case 'message':
      return false;
  }
}

function addTensor(hash: Hash, { dtype, shape, data }: Tensor): void {
  hash.update(JSON.stringify([dtype, shape]));
  if (ArrayBuffer.isView(data)) hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  else for (const item of data) hash.update(item instanceof Uint8Array ? item : JSON.stringify(item)).update('\0');
}

/** Undefined for answers that are not kept. */
function sizeOf(payload: Payload): number | undefined {
  switch (payload.kind) {
    case 'tensor':
      return ENTRY_BYTES + tensorBytes(payload.tensor);
    case 'tensors':
      return payload.tensors.reduce((sum, { tensor }) => sum + ENTRY_BYTES + tensorBytes(tensor), 0);
    case 'list':
    case 'json':
      return ENTRY_BYTES + payload.json.utf8.byteLength;
    case 'string':
      return ENTRY_BYTES + 2 * payload.value.length;
    case 'bytes':
      return ENTRY_BYTES + payload.value.byteLength;
    case 'any':
    case 'message':
      return undefined;
  }
}

function tensorBytes({ data }: Tensor): number {
  if (ArrayBuffer.isView(data)) return data.byteLength;
  let bytes = 0;
  for (const item of data) bytes += item instanceof Uint8Array ? item.byteLength : 2 * String(item).length;
  return bytes;
}
