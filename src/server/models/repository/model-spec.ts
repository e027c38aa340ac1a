import type { JsonObject } from '../../../payload/index.ts';

/** One version of a model as a repository describes it, before anything is opened. */
export interface ModelSpec {
  readonly name: string;
  /** Empty when the model has no versions. */
  readonly version: string;
  /** What the model is opened from: a file or a folder. Undefined for a class that needs none. */
  readonly path: string | undefined;
  /** MLServer's `implementation`, where a class or runtime is named. */
  readonly implementation: string | undefined;
  /** Folder that a class is looked for in. */
  readonly folder: string;
  /** Method that answers by itself; undefined takes that of the runtime. */
  readonly method: string | undefined;
  /** Rows that one call may gather, and how long the first of them waits. */
  readonly batching: { readonly maxRows: number; readonly maxDelayMs: number } | undefined;
  readonly isCached: boolean;
  /** What the file says of inputs, outputs and platform; for metadata. */
  readonly metadata: JsonObject;
  /** Parameters for the model's own use. */
  readonly parameters: JsonObject;
  /** Changes when a file of the model changes. */
  readonly signature: string;
  /** Bytes of its files: what it is thought to need in memory. */
  readonly sizeBytes: number;
}

/** A folder that should hold a model and cannot be read as one. */
export interface BrokenSpec {
  readonly name: string;
  readonly version: string;
  readonly reason: string;
}

export interface ScannedRepository {
  readonly specs: readonly ModelSpec[];
  readonly broken: readonly BrokenSpec[];
}
