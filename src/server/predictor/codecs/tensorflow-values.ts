import type { Values } from '../../../graph/index.ts';
import type { TensorflowRequest } from '../../../protocols/tensorflow/index.ts';

/** A request of TensorFlow Serving as the values that components are called with. `outputs` are those that the caller asks for. */
export function toTensorflowValues(
  { inputs, isTable, form, signatureName }: TensorflowRequest,
  outputs: readonly string[] | undefined,
): Values {
  const parameters = signatureName === undefined ? undefined : { signature_name: signatureName };
  const payload = { kind: 'tensors', tensors: inputs } as const;
  return { payload, names: [], meta: undefined, form, keepLists: false, isTable, parameters, outputs };
}

/** A signature is an output of the model where it has one of that name. */
export function outputsOfSignature({
  signatureName,
}: Pick<TensorflowRequest, 'signatureName'>): readonly string[] | undefined {
  return signatureName === undefined ? undefined : [signatureName];
}
