/** A server that is chosen by `implementation` and given a model by `modelUri`. */
export interface PrepackagedServer {
  readonly about: string;
  readonly needsModelUri: boolean;
  /** Admission refuses it together with protocol tensorflow. */
  readonly refusesTensorflow: boolean;
  /** `v2` stands for `kfserving` too. A protocol that is absent has no image: Kubernetes refuses such a pod. */
  readonly runtimes: Readonly<Partial<Record<ServerProtocol, ServerRuntime>>>;
  readonly parameters: readonly ServerParameter[];
}

export type ServerProtocol = 'seldon' | 'v2' | 'tensorflow';

export interface ServerRuntime {
  /** What runs the model, whatever the protocol: `sklearn`, `xgboost`, ...; `custom` for servers that only an image knows. */
  readonly runtime: string;
  /** Image on a cluster, unless the container names one. */
  readonly image: string;
  /** File names that are looked for in the model's folder, in this order. */
  readonly files: readonly string[];
  /** Method of the estimator where nobody chooses one. */
  readonly defaultMethod?: string;
  /** MLServer's name of the runtime, where the image is MLServer. */
  readonly mlserver?: string;
}

export interface ServerParameter {
  readonly name: string;
  readonly type: 'INT' | 'FLOAT' | 'DOUBLE' | 'STRING' | 'BOOL';
  readonly byDefault?: string;
  readonly about: string;
}
