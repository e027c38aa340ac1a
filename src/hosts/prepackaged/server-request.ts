import type { Component } from '../../payload/index.ts';
import type { ModelSettings, ModelSurroundings } from '../model-file/index.ts';

export type ServerProtocol = 'seldon' | 'v2' | 'tensorflow';

/** An argument as the graph's node or PREDICTIVE_UNIT_PARAMETERS gives it. */
export interface ServerArgument {
  readonly name: string;
  /** INT, FLOAT, DOUBLE, STRING or BOOL. */
  readonly type: string;
  readonly value: string | number | bigint | boolean;
}

/** A prepackaged server that is to be opened with its model, which lies on this machine by now. */
export interface ServerRequest {
  /** As `implementation` has it: `SKLEARN_SERVER`. */
  readonly server: string;
  /** The catalogue's word for what runs the model: `sklearn`, `xgboost`, ... */
  readonly runtime: string;
  /** File names that are looked for in the model's folder, in this order. */
  readonly files: readonly string[];
  /** The protocol of the deployment; it decides defaults only: every protocol is answered. */
  readonly protocol: ServerProtocol;
  /** Folder or file of the model; undefined for a server that needs none. */
  readonly path: string | undefined;
  /** What the node is called. */
  readonly name: string;
  readonly parameters: readonly ServerArgument[];
  readonly settings: ModelSettings;
  readonly surroundings: ModelSurroundings;
}

/** Opens a server's model. Throws a RadiantError that names the server and what to change. */
export type OpenServer = (request: ServerRequest) => Promise<Component>;
