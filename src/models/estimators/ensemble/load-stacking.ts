import type { Tensor } from '../../../payload/index.ts';
import type { DescribedObject } from '../../formats/described.ts';
import { needsPython } from '../../formats/model-file-error.ts';
import { withOutputNames } from '../create-transformer.ts';
import { delegateAnswers } from '../delegate.ts';
import type { Estimator, Labels, LoadContext } from '../estimator.ts';
import { createDense, type DenseMatrix, type Features, toNumeric } from '../features.ts';
import { readNamedParts } from '../pipeline/read-steps.ts';
import { badAttribute, hasAttribute, itemsOf, readBoolean, readNumbers, readTexts } from '../read-attributes.ts';
import { takeLabels, toLabels } from '../read-labels.ts';
import { stackColumns } from '../stack-columns.ts';
import { numbersOf, readMembers, sharedContract } from './read-members.ts';

/** StackingClassifier: members' answers (and maybe the input) are the final estimator's features. */
export function loadStackingClassifier(object: DescribedObject, context: LoadContext): Estimator {
  const value = object.state.get('classes_');
  const labels = value === undefined ? undefined : toLabels(value);
  if (labels === undefined) {
    const isList = itemsOf(value) !== undefined;
    throw isList
      ? needsPython('UNSUPPORTED_MODEL', `${object.name}.classes_: several outputs do not run natively`)
      : badAttribute(object, 'classes_', 'want class labels');
  }
  const { base, final, meta } = loadStack(object, context, labels.data.length === 2);
  if (final.predict === undefined) throw badAttribute(object, 'final_estimator_', `${final.name} has no predict`);
  const { predictProba, decisionFunction } = delegateAnswers(final, meta);
  return {
    ...base,
    ...(predictProba && { predictProba }),
    ...(decisionFunction && { decisionFunction }),
    classes: [labels],
    predict: (x) => takeLabels(labels, toPositions(final.predict!(meta(x)), labels)),
  };
}

/** StackingRegressor. */
export function loadStackingRegressor(object: DescribedObject, context: LoadContext): Estimator {
  const { base, final, meta } = loadStack(object, context, false);
  if (final.predict === undefined) throw badAttribute(object, 'final_estimator_', `${final.name} has no predict`);
  return { ...base, predict: (x) => final.predict!(meta(x)) };
}

function loadStack(object: DescribedObject, context: LoadContext, isBinary: boolean) {
  const members = readMembers(object, context);
  const methods = readTexts(object, 'stack_method_');
  if (methods.length !== members.length)
    throw badAttribute(object, 'stack_method_', `has ${methods.length} entries for ${members.length} estimators_`);
  const asks = members.map((member, i) => methodOf(object, member, methods[i]!));
  const final = context.load(object.state.get('final_estimator_'), 'final_estimator_');
  const passesInput = readBoolean(object, 'passthrough', false);
  const meta = (x: Features): Features => {
    const parts: Features[] = asks.flatMap((ask, i) =>
      toParts(ask(x), x.rows, isBinary && methods[i] === 'predict_proba'),
    );
    if (passesInput) parts.push(toNumeric(x));
    const stacked = stackColumns(parts, x.rows);
    const width = stacked.kind === 'dense' || stacked.kind === 'sparse' ? stacked.columns : 0;
    const wanted = final.input.featureCount ?? width;
    if (width !== wanted)
      throw badAttribute(object, 'final_estimator_', `wants ${wanted} features, but the members give ${width}`);
    return stacked;
  };
  const input = sharedContract(object, members);
  const outputCount = final.input.featureCount;
  const base: Estimator = {
    name: object.name,
    input,
    transform: meta,
    nameOutputs: (names) => nameMeta(object, passesInput ? names : []),
    ...(outputCount === undefined ? {} : { outputCount }),
  };
  return { base: withOutputNames(base, outputCount), final, meta };
}

/** `stackingclassifier_rf0`, ...; a member of one column has no number. Then the names of the input that is passed on. */
function nameMeta(object: DescribedObject, passed: readonly string[]): readonly string[] | undefined {
  if (!hasAttribute(object, '_n_feature_outs')) return undefined;
  const counts = readNumbers(object, '_n_feature_outs', { dimensions: [1] }).data;
  const names = readNamedParts(object, 'estimators').filter(({ value }) => value !== null && value !== 'drop');
  if (names.length !== counts.length) return undefined;
  const prefix = object.name.toLowerCase();
  const own = names.flatMap(({ name }, i) =>
    counts[i] === 1
      ? [`${prefix}_${name}`]
      : Array.from({ length: Math.min(1000, counts[i]!) }, (_, k) => `${prefix}_${name}${k}`),
  );
  return [...own, ...passed];
}

type Ask = (features: Features) => Tensor | readonly Tensor[];

function methodOf(object: DescribedObject, member: Estimator, method: string): Ask {
  const ask =
    method === 'predict_proba'
      ? member.predictProba
      : method === 'decision_function'
        ? member.decisionFunction
        : method === 'predict'
          ? member.predict
          : undefined;
  if (ask === undefined) throw badAttribute(object, 'stack_method_', `${member.name} has no ${method}`);
  return ask;
}

function toParts(answer: Tensor | readonly Tensor[], rows: number, dropsFirst: boolean): readonly DenseMatrix[] {
  if (Array.isArray(answer)) return (answer as readonly Tensor[]).map((one) => toMatrix(one, rows, true));
  return [toMatrix(answer as Tensor, rows, dropsFirst)];
}

function toMatrix(tensor: Tensor, rows: number, dropsFirst: boolean): DenseMatrix {
  const values = numbersOf(tensor);
  const columns = tensor.shape[1] ?? 1;
  if (!dropsFirst || columns < 2) return createDense(rows, columns, values);
  const out = createDense(rows, columns - 1);
  for (let row = 0; row < rows; row++) {
    for (let c = 1; c < columns; c++) out.data[row * (columns - 1) + c - 1] = values[row * columns + c]!;
  }
  return out;
}

/** The final estimator was fitted on label positions. */
function toPositions(answer: Tensor, labels: Labels): Int32Array {
  return Int32Array.from(numbersOf(answer), (position) => Math.min(labels.data.length - 1, Math.max(0, position)));
}
