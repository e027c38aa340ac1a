import { deserialize, serialize } from 'node:v8';
import type { MetricsSnapshot } from '../../observe/index.ts';
import type { JsonObject } from '../../payload/index.ts';

/** What a worker process tells the primary. */
export type FromWorker =
  | { readonly type: 'listen'; readonly portId: number; readonly host: string; readonly port: number }
  /** Wants no more connections of this port. */
  | { readonly type: 'unlisten'; readonly portId: number }
  /** Owns these connections now; `open` is how many it has of that port. */
  | { readonly type: 'took'; readonly portId: number; readonly connections: readonly number[]; readonly open: number }
  | { readonly type: 'ready'; readonly example: Packed<JsonObject | undefined> }
  | { readonly type: 'failed'; readonly failure: Packed<WorkerFailure> }
  | { readonly type: 'snapshot'; readonly snapshot: Packed<MetricsSnapshot> };

/** What the primary tells a worker process. A `connection` comes with its socket. */
export type ToWorker =
  | { readonly type: 'start'; readonly index: number; readonly settings: Packed<unknown> }
  | { readonly type: 'listening'; readonly portId: number; readonly port: number }
  | { readonly type: 'notListening'; readonly portId: number; readonly code: string; readonly message: string }
  | { readonly type: 'unlistened'; readonly portId: number }
  | { readonly type: 'connection'; readonly connection: number; readonly portId: number }
  | { readonly type: 'measure' }
  | { readonly type: 'drain' };

/** Why a worker process could not start, as plain data: what a RadiantError holds. */
export interface WorkerFailure {
  readonly message: string;
  readonly reason: string;
  /** As in the `cause` of an error that a host throws at the start. */
  readonly cause: unknown;
}

/**
 * A value that JSON cannot hold (NaN, bigint, undefined) as text: structured clone in base64. The messages themselves
 * are JSON, for that is twice as fast for the many small ones that go with connections.
 */
export type Packed<T> = string & { readonly packed?: T };

export function pack<T>(value: T): Packed<T> {
  return serialize(value).toString('base64');
}

export function unpack<T>(packed: Packed<T>): T {
  return deserialize(Buffer.from(packed, 'base64')) as T;
}
