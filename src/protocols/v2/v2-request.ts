import type { JsonObject, NamedTensor } from '../../payload/index.ts';

/** An inference request of the Open Inference Protocol, read. */
export interface V2Request {
  /** Undefined when the caller gave none: the server makes one up. */
  readonly id: string | undefined;
  readonly inputs: readonly NamedTensor[];
  /** True when the inputs are meant as the columns of a table (content type `pd`). */
  readonly isTable: boolean;
  /** Undefined: what the component answers by itself. */
  readonly outputs: readonly RequestedOutput[] | undefined;
  readonly parameters: JsonObject | undefined;
  /** True when outputs for which nothing else is said are wanted in binary form. */
  readonly binaryOutputs: boolean;
}

export interface RequestedOutput {
  readonly name: string;
  /** In binary form or as JSON; undefined when the caller does not say. */
  readonly isBinary: boolean | undefined;
  readonly contentType: string | undefined;
}
