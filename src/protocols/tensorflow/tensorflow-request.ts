import type { NamedTensor } from '../../payload/index.ts';

/** What a method of the protocol answers with. */
export type TensorflowMethod = 'predict' | 'classify' | 'regress';

/** `row`: a list of instances; `column`: one value, or an object of values by name. */
export type TensorflowForm = 'row' | 'column';

/** A request that has been read. */
export interface TensorflowRequest {
  /** One without a name where the caller gave none. */
  readonly inputs: readonly NamedTensor[];
  /** True when the inputs are columns of a table: instances that are objects of single values, or examples. */
  readonly isTable: boolean;
  readonly form: TensorflowForm;
  /** Undefined when the caller left the choice to the server. */
  readonly signatureName: string | undefined;
}
