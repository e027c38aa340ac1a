import { RadiantError } from '../../base/errors.ts';
import { asFloat64, createTensor, isNumeric, type Outcome } from '../../payload/index.ts';
import { formatValue } from './format-value.ts';
import { toOutputs } from './to-outputs.ts';

/** One number an example: an answer of shape (rows) or (rows, 1). Throws for other answers. */
export function readRegressions(outcome: Outcome): Float64Array {
  const outputs = toOutputs(outcome.payload, '') ?? [];
  const tensor = outputs[0]?.tensor;
  const { shape = [] } = tensor ?? {};
  const isColumn = shape.length === 1 || (shape.length === 2 && shape[1] === 1);
  if (outputs.length === 1 && tensor !== undefined && isColumn && isNumeric(tensor.dtype)) return asFloat64(tensor);
  throw new RadiantError(
    'INVALID_ARGUMENT',
    `regress needs one number for each example, but the model answers with ${
      outputs.length === 1 ? `${tensor?.dtype} of shape [${shape.join(', ')}]` : `${outputs.length} outputs`
    }: use predict`,
    { reason: 'NO_REGRESSION' },
  );
}

/** `{"result": [value, ...]}`. */
export function encodeRegression(outcome: Outcome): string {
  const values = Float32Array.from(readRegressions(outcome));
  return `{"result":${formatValue(createTensor('float32', [values.length], values), '')}}`;
}
