import type { Estimator } from '../estimators/estimator.ts';
import { shareTables } from '../estimators/share-tables.ts';
import type { ArrayData, Described, DescribedArray } from '../formats/described.ts';
import { reachedFrom } from '../formats/release-described.ts';
import { type ModelOrigin, openOrigin, readModel } from '../load-model.ts';

/** A model as one thread hands it to another: plain data, for a structured clone. */
export type SharedModel = ModelOrigin;

/** A model that other threads can have too. */
export interface ShareableModel {
  readonly estimator: Estimator;
  /**
   * Gives what the thread of a slot (1 .. THREAD_SLOTS - 1) makes the same estimator of, to be posted before the next
   * call. Nodes and leaves of trees lie in memory that all threads share, this one too; other large arrays in memory that
   * those threads share.
   */
  share(slot: number): SharedModel;
}

/**
 * As `loadModel`, for a host that computes large batches in other threads. A file of fewer than `leastBytes` bytes is read
 * again by each of them.
 */
export async function loadShareableModel(bytes: Uint8Array, leastBytes?: number): Promise<ShareableModel> {
  const { estimator, origin } = await readModel(bytes, leastBytes);
  return {
    estimator,
    share(slot) {
      if (origin.kind === 'described') shareDescribed(origin.root, slot);
      else shareTables(origin, slot);
      return origin;
    },
  };
}

/** Makes the estimator of a model that another thread shares. */
export function openSharedModel(shared: SharedModel): Promise<Estimator> {
  return openOrigin(shared);
}

/** Smaller arrays are copied for each thread. */
const LEAST_SHARED_BYTES = 2 ** 16;

function shareDescribed(root: Described, slot: number): void {
  for (const value of reachedFrom(root)) {
    if (value.kind === 'array') shareArray(value);
    if (value.kind !== 'object') continue;
    shareTables(value, slot);
    for (const [name, attribute] of value.state) {
      if (attribute instanceof Uint8Array) value.state.set(name, toShared(attribute));
    }
  }
}

function shareArray(array: DescribedArray): void {
  const { data, records } = array;
  if (data !== undefined) Object.assign(array, { data: toShared(data) });
  if (records !== undefined) Object.assign(array, { records: toShared(records) });
}

/** A view of the file would take the whole file along when it is cloned; shared memory is not copied at all. */
function toShared<Numbers extends ArrayData>(numbers: Numbers): Numbers {
  if (numbers.byteLength < LEAST_SHARED_BYTES) {
    return numbers.byteLength === numbers.buffer.byteLength ? numbers : (numbers.slice() as Numbers);
  }
  if (typeof SharedArrayBuffer === 'undefined' || numbers.buffer instanceof SharedArrayBuffer) return numbers;
  const bytes = new Uint8Array(new SharedArrayBuffer(numbers.byteLength));
  bytes.set(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength));
  const View = (numbers instanceof Uint8Array ? Uint8Array : numbers.constructor) as new (
    buffer: SharedArrayBuffer,
  ) => Numbers;
  return new View(bytes.buffer);
}
