import type { Service } from '../service/index.ts';

export type ModelState = 'READY' | 'LOADING' | 'UNLOADING' | 'UNAVAILABLE';

/** One version of a model in the index of a server. */
export interface ModelEntry {
  readonly name: string;
  /** Empty when the model has no versions. */
  readonly version: string;
  readonly state: ModelState;
  /** Why it is not ready; empty when it is. */
  readonly reason: string;
}

/** Which version a caller wants: by number or name, or by the label that points to one. Neither: the default version. */
export interface VersionWish {
  readonly version?: string | undefined;
  readonly label?: string | undefined;
}

/** A model version that can be called now. */
export interface ServedModel {
  readonly name: string;
  /** Empty when the model has no versions. */
  readonly version: string;
  readonly service: Service;
}

/**
 * The models of a server by name: one for a class or a model file, many for a repository. Doors ask for the model of each
 * request and run it before they wait for anything, so that a model is never taken away between.
 */
export interface ModelDirectory {
  /**
   * The model to run; a promise when it must be woken or loaded first. The name may be left out where there is only one model.
   * Throws NOT_FOUND (MODEL_NOT_FOUND, MODEL_VERSION_NOT_FOUND) or UNAVAILABLE (MODEL_NOT_READY).
   */
  find(name: string | undefined, wish?: VersionWish): ServedModel | Promise<ServedModel>;
  /** Whether calls to the model can be answered. Throws NOT_FOUND as `find` does. */
  isReady(name: string, wish?: VersionWish): boolean;
  /** True when every model that should be loaded is ready, and the server is not draining. */
  isAllReady(): boolean;
  /** Tells `listener` whenever `isAllReady` may say something else; the function that comes back ends that. */
  watchReady(listener: () => void): () => void;
  /** Every version of every model, by name and version. */
  list(): readonly ModelEntry[];
  /** Loads or loads anew. Throws NOT_FOUND, UNIMPLEMENTED where models are fixed, or why the model cannot be loaded. */
  load(name: string): Promise<void>;
  /** Requests in flight end first. Throws NOT_FOUND, UNIMPLEMENTED where models are fixed. */
  unload(name: string): Promise<void>;
}
