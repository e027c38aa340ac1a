/** What is used of the package onnxruntime-node, which is not a dependency: who serves ONNX models installs it. */
export interface OnnxRuntime {
  readonly InferenceSession: { create(model: string | Uint8Array, options: OnnxSessionOptions): Promise<OnnxSession> };
  readonly Tensor: new (type: string, data: unknown, dims: readonly number[]) => OnnxTensor;
}

export interface OnnxSessionOptions {
  readonly intraOpNumThreads: number;
  readonly logSeverityLevel: number;
}

export interface OnnxTensor {
  readonly type: string;
  readonly data: unknown;
  readonly dims: readonly number[];
}

export interface OnnxSession {
  readonly inputMetadata: readonly OnnxValue[];
  readonly outputMetadata: readonly OnnxValue[];
  run(feeds: Readonly<Record<string, OnnxTensor>>, fetches: readonly string[]): Promise<Record<string, OnnxTensor>>;
}

/** An input or output of a model. */
export interface OnnxValue {
  readonly name: string;
  readonly isTensor: boolean;
  /** Of tensors: the names are those of this project's dtypes. */
  readonly type?: string;
  /** Of tensors: a text (its name, maybe empty) for a dimension of any size. */
  readonly shape?: readonly (number | string)[];
}
