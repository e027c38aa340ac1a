import type { Environment } from '../../../src/base/index.ts';

/** Files of a model, by path. */
export type Files = Readonly<Record<string, Buffer>>;

/** A running store that holds the files of a model. */
export interface Store {
  /** The folder that holds the files. */
  readonly uri: string;
  readonly environment: Environment;
  /** The URI of one of the files; left out where a URI always means a folder. */
  fileUri?(path: string): string;
  /** A URI of the same store that holds nothing. */
  readonly missingUri: string;
  /** Puts another content into a file; left out where the store never changes. */
  replace?(path: string, content: Buffer): Promise<void>;
  stop(): Promise<void>;
}

/** One entry of the battery: starts a store, or says why it cannot run here. */
export interface StoreEntry {
  readonly name: string;
  /** Its page in docs/guide/storage, without `.md`. */
  readonly page: string;
  start(files: Files): Promise<Store | { readonly missing: string }>;
}
