/** A prepackaged server with its model. */
export interface ServerTarget {
  readonly language: 'server';
  /** `SKLEARN_SERVER`, ..., or one that a file registers. */
  readonly server: string;
  /** Undefined for a server that needs no model. */
  readonly modelUri: string | undefined;
  readonly name: string;
  /** That of the deployment: it decides defaults. */
  readonly protocol: 'seldon' | 'v2' | 'tensorflow';
  /** The file that registers servers. */
  readonly serversFile: string | undefined;
}
