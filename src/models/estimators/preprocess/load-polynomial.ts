import type { DescribedObject } from '../../formats/described.ts';
import { createModelFileError } from '../../formats/model-file-error.ts';
import { type PolynomialPlan, planPolynomial, polynomialRow } from '../../kernels/polynomial.ts';
import { createTransformer } from '../create-transformer.ts';
import type { Estimator } from '../estimator.ts';
import { createDense, toDense } from '../features.ts';
import { badAttribute, hasAttribute, readBoolean, readInteger, readNumbers } from '../read-attributes.ts';
import { readInputContract } from '../read-input-contract.ts';

const MAX_TERMS = 2 ** 22;
const MAX_DEGREE = 1000;

/** PolynomialFeatures: products of features up to a degree. */
export function loadPolynomial(object: DescribedObject): Estimator {
  const hint = hasAttribute(object, 'n_input_features_')
    ? { featureCount: readInteger(object, 'n_input_features_'), source: 'n_input_features_' }
    : {};
  const input = readInputContract(object, hint);
  const { featureCount } = input;
  if (featureCount === undefined)
    throw badAttribute(object, 'n_features_in_', 'is missing: was it fitted before it was saved?');
  const [least, degree] = readDegrees(object);
  const hasBias = readBoolean(object, 'include_bias', true);
  const plan = planPolynomial(featureCount, least, degree, readBoolean(object, 'interaction_only', false), MAX_TERMS);
  if (plan === undefined) {
    throw createModelFileError('UNSUPPORTED_MODEL', `${object.name}.degree: gives more than ${MAX_TERMS} features`);
  }
  const bias = hasBias ? 1 : 0;
  const outputs = plan.rest.length - plan.firstOutput + bias;
  if (hasAttribute(object, 'n_output_features_') && readInteger(object, 'n_output_features_') !== outputs) {
    throw badAttribute(object, 'n_output_features_', `is not ${outputs}, which degree and n_features_in_ give`);
  }
  const terms = new Float64Array(plan.rest.length);
  return createTransformer({
    name: object.name,
    input,
    outputCount: outputs,
    nameOutputs: (names) => nameTerms(plan, names, hasBias),
    transform(features) {
      const x = toDense(features);
      const out = createDense(x.rows, outputs);
      for (let row = 0; row < x.rows; row++) {
        if (hasBias) out.data[row * outputs] = 1;
        polynomialRow(plan, x.data, row * x.columns, terms, out.data, row * outputs + bias);
      }
      return out;
    },
  });
}

/** `degree` is a number, or from scikit-learn 1.0 on maybe (least, most). */
function readDegrees(object: DescribedObject): readonly [number, number] {
  const { data } = readNumbers(object, 'degree', { dimensions: [0, 1] });
  const [least, most] = data.length === 1 ? [0, data[0]!] : [data[0]!, data[1]!];
  const isWhole = Number.isInteger(least) && Number.isInteger(most);
  if (data.length > 2 || !isWhole || least! < 0 || most! < least! || most! > MAX_DEGREE) {
    throw badAttribute(object, 'degree', `is ${data.join(' to ')}, want whole numbers from 0 to ${MAX_DEGREE}`);
  }
  return [least!, most!];
}

function nameTerms(plan: PolynomialPlan, names: readonly string[], hasBias: boolean): readonly string[] {
  const named = hasBias ? ['1'] : [];
  for (let term = plan.firstOutput; term < plan.rest.length; term++) {
    const powers = new Map<number, number>();
    for (let at = term; at >= 0; at = plan.rest[at]!) {
      const feature = plan.feature[at]!;
      powers.set(feature, (powers.get(feature) ?? 0) + 1);
    }
    named.push([...powers].map(([f, power]) => (power === 1 ? names[f] : `${names[f]}^${power}`)).join(' '));
  }
  return named;
}
