import { createTensor, type Tensor } from '../../../payload/index.ts';
import type { DescribedObject } from '../../formats/described.ts';
import type { Estimator, LoadContext } from '../estimator.ts';
import { badAttribute, isObject, readInteger } from '../read-attributes.ts';
import { type Inverse, readInverse } from './read-inverse.ts';

/** TransformedTargetRegressor: the inner regressor's answer through the inverse of the target's transformer. */
export function loadTransformedTarget(object: DescribedObject, context: LoadContext): Estimator {
  const regressor = context.load(object.state.get('regressor_'), 'regressor_');
  const { predict } = regressor;
  if (predict === undefined) throw badAttribute(object, 'regressor_', `${regressor.name} has no predict`);
  const transformer = object.state.get('transformer_');
  if (!isObject(transformer)) throw badAttribute(object, 'transformer_', 'want the fitted transformer');
  const inverse = readInverse(transformer);
  const isFlat = readInteger(object, '_training_dim', 1) === 1;
  return { name: object.name, input: regressor.input, predict: (x) => undo(predict(x), inverse, isFlat) };
}

function undo(answer: Tensor, inverse: Inverse, isFlat: boolean): Tensor {
  const columns = answer.shape[1] ?? 1;
  const values = Float64Array.from({ length: answer.data.length }, (_, i) =>
    inverse(Number(answer.data[i]), i % columns),
  );
  return createTensor('float64', isFlat && columns === 1 ? [values.length] : answer.shape, values);
}
