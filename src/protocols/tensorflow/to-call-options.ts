import type { Call, ComponentInfo } from '../../payload/index.ts';
import { badRequest } from './bad-request.ts';
import { signatureNames } from './describe-model.ts';
import { DEFAULT_SIGNATURE } from './signature.ts';
import type { TensorflowMethod, TensorflowRequest } from './tensorflow-request.ts';

/** The outputs in which classify and regress find what they answer, where a model lets callers choose. */
const OUTPUT_OF: Readonly<Record<TensorflowMethod, string | undefined>> = {
  predict: undefined,
  classify: 'predict_proba',
  regress: 'predict',
};

/**
 * What a request says beside its data. A signature is an output of the model where it has several to choose from; else it is
 * handed on as a parameter. Throws INVALID_ARGUMENT for a signature that the model does not have.
 */
export function toCallOptions(
  method: TensorflowMethod,
  { signatureName }: Pick<TensorflowRequest, 'signatureName'>,
  { outputs }: ComponentInfo,
): Pick<Call, 'outputs' | 'parameters'> {
  if (outputs === undefined) {
    return signatureName === undefined ? {} : { parameters: { signature_name: signatureName } };
  }
  if (signatureName === undefined || signatureName === DEFAULT_SIGNATURE) {
    const wanted = OUTPUT_OF[method];
    return wanted !== undefined && outputs.includes(wanted) ? { outputs: [wanted] } : {};
  }
  if (outputs.includes(signatureName)) return { outputs: [signatureName] };
  const known = signatureNames(outputs).join(', ');
  throw badRequest(`signature ${JSON.stringify(signatureName.slice(0, 100))} is not there: the model has ${known}`);
}
