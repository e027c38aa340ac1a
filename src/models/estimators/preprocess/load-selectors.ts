import type { DescribedObject } from '../../formats/described.ts';
import { createTransformer } from '../create-transformer.ts';
import { delegateAnswers } from '../delegate.ts';
import type { Estimator, InputContract, LoadContext } from '../estimator.ts';
import { createDense, type Features, type SparseMatrix, toDense } from '../features.ts';
import { badAttribute, readNumber, readNumbers } from '../read-attributes.ts';
import { readInputContract } from '../read-input-contract.ts';
import { selectByImportance } from './select-by-importance.ts';
import { selectByScore } from './select-by-score.ts';

/** SelectKBest, SelectPercentile, SelectFpr, SelectFdr, SelectFwe, GenericUnivariateSelect. */
export function loadUnivariateSelector(object: DescribedObject): Estimator {
  const mask = selectByScore(object);
  return createSelector(object, mask, readInputContract(object, { featureCount: mask.length, source: 'scores_' }));
}

/** VarianceThreshold: columns whose variance is above the threshold. */
export function loadVarianceThreshold(object: DescribedObject): Estimator {
  const variances = readNumbers(object, 'variances_', { dimensions: [1] }).data;
  const threshold = readNumber(object, 'threshold');
  const mask = Array.from(variances, (variance) => variance > threshold);
  const hints = { featureCount: mask.length, source: 'variances_', allowsNaN: true, allowsInfinity: true };
  return createSelector(object, mask, readInputContract(object, hints));
}

/** SelectFromModel: columns whose importance in the inner model reaches the threshold. */
export function loadSelectFromModel(object: DescribedObject, context: LoadContext): Estimator {
  const mask = selectByImportance(object, context.version);
  return createSelector(object, mask, readInputContract(object, { featureCount: mask.length, source: 'estimator_' }));
}

/** SequentialFeatureSelector: the mask is in the file. */
export function loadMaskSelector(object: DescribedObject): Estimator {
  const mask = readSupport(object);
  return createSelector(object, mask, readInputContract(object, { featureCount: mask.length, source: 'support_' }));
}

/** RFE and RFECV: the mask is in the file, and the inner model's methods take what it lets through. */
export function loadEliminator(object: DescribedObject, context: LoadContext): Estimator {
  const mask = readSupport(object);
  const inner = context.load(object.state.get('estimator_'), 'estimator_');
  const kept = mask.filter(Boolean).length;
  if ((inner.input.featureCount ?? kept) !== kept)
    throw badAttribute(object, 'support_', `keeps ${kept} features, estimator_ wants ${inner.input.featureCount}`);
  const { allowsNaN, allowsInfinity } = inner.input;
  const hints = { featureCount: mask.length, source: 'support_', allowsNaN, allowsInfinity };
  const selector = createSelector(object, mask, readInputContract(object, hints));
  const select = selector.transform!;
  return {
    ...selector,
    ...delegateAnswers(inner, select),
  };
}

function readSupport(object: DescribedObject): readonly boolean[] {
  return Array.from(readNumbers(object, 'support_', { dimensions: [1] }).data, (flag) => flag !== 0);
}

function createSelector(object: DescribedObject, mask: readonly boolean[], input: InputContract): Estimator {
  const kept = Int32Array.from([...mask.keys()].filter((c) => mask[c] === true));
  return createTransformer({
    name: object.name,
    input,
    outputCount: kept.length,
    nameOutputs: (names) => Array.from(kept, (c) => names[c]!),
    transform: (features) => takeColumns(features, kept),
  });
}

/** The columns `kept`, ascending, in the form that the features have. */
export function takeColumns(features: Features, kept: Int32Array): Features {
  if (features.kind === 'table') {
    return { kind: 'table', rows: features.rows, columns: Array.from(kept, (c) => features.columns[c]!) };
  }
  if (features.kind === 'sparse') return takeSparseColumns(features, kept);
  const { rows, columns, data } = toDense(features);
  const out = createDense(rows, kept.length);
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < kept.length; i++) out.data[row * kept.length + i] = data[row * columns + kept[i]!]!;
  }
  return out;
}

function takeSparseColumns(x: SparseMatrix, kept: Int32Array): SparseMatrix {
  const targets = new Int32Array(x.columns).fill(-1);
  kept.forEach((c, i) => {
    targets[c] = i;
  });
  const indptr = new Int32Array(x.rows + 1);
  const indices = new Int32Array(x.indices.length);
  const data = new Float64Array(x.indices.length);
  let count = 0;
  for (let row = 0; row < x.rows; row++) {
    for (let at = x.indptr[row]!; at < x.indptr[row + 1]!; at++) {
      const target = targets[x.indices[at]!]!;
      if (target < 0) continue;
      indices[count] = target;
      data[count++] = x.data[at]!;
    }
    indptr[row + 1] = count;
  }
  return { ...x, columns: kept.length, indptr, indices: indices.subarray(0, count), data: data.subarray(0, count) };
}
