import { RadiantError } from '../../base/index.ts';
import { asFloat64, createTensor, type Input, isNumeric, type Tensor } from '../../payload/index.ts';
import type { BuiltIn } from './built-in.ts';
import { createUnit } from './create-unit.ts';

/** AVERAGE_COMBINER: the mean of its children's numbers, element by element, with the names of the first. */
export const averageCombiner: BuiltIn = {
  type: 'COMBINER',
  open: ({ name }) => ({
    component: createUnit(name, {
      aggregate({ inputs }) {
        const tensors = inputs.map((input, index) => numbersOf(input, index, name));
        return { payload: { kind: 'tensor', tensor: mean(tensors, name) }, names: inputs[0]?.names ?? [] };
      },
    }),
  }),
};

function numbersOf({ payload }: Input, index: number, name: string): Tensor {
  if (payload.kind === 'tensor' && isNumeric(payload.tensor.dtype)) return payload.tensor;
  const what = payload.kind === 'tensor' ? payload.tensor.dtype : payload.kind;
  throw badAnswers(`node ${name} averages numbers, but child ${index} answered ${what}`);
}

function mean(tensors: readonly Tensor[], name: string): Tensor {
  const [first] = tensors;
  if (first === undefined) throw badAnswers(`node ${name} has nothing to average`);
  const sum = new Float64Array(first.data.length);
  for (const [index, tensor] of tensors.entries()) {
    if (tensor.shape.join() !== first.shape.join()) {
      const shapes = `[${tensor.shape.join(', ')}], child 0 [${first.shape.join(', ')}]`;
      throw badAnswers(`node ${name} averages arrays of one shape, but child ${index} answered shape ${shapes}`);
    }
    const values = asFloat64(tensor);
    for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + (values[i] as number);
  }
  for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) / tensors.length;
  return createTensor('float64', first.shape, sum);
}

function badAnswers(message: string): RadiantError {
  return new RadiantError('INTERNAL', message, { reason: 'CANNOT_COMBINE' });
}
