import { createTensor } from '../../../payload/index.ts';
import type { DescribedObject } from '../../formats/described.ts';
import { argmaxRows } from '../../kernels/probabilities.ts';
import type { Estimator, LoadContext } from '../estimator.ts';
import { createDense, type Features, toDense } from '../features.ts';
import { isBefore } from '../load-estimator.ts';
import { takeColumns } from '../preprocess/load-selectors.ts';
import {
  badAttribute,
  hasAttribute,
  isObject,
  itemsOf,
  readNumbers,
  readText,
  toNumberArray,
} from '../read-attributes.ts';
import { readInputContract } from '../read-input-contract.ts';
import { readLabels, takeLabels } from '../read-labels.ts';
import {
  binaryScoreOf,
  columnsToRows,
  hasAll,
  numbersOf,
  positiveColumn,
  readMembers,
  sharedContract,
  singleOutput,
} from './read-members.ts';

/** OneVsRestClassifier: a binary model per class (one for two classes); multilabel targets give a 0/1 matrix. */
export function loadOneVersusRest(object: DescribedObject, context: LoadContext): Estimator {
  const members = readMembers(object, context);
  const binarizer = object.state.get('label_binarizer_');
  if (!isObject(binarizer)) throw badAttribute(object, 'label_binarizer_', 'want the fitted LabelBinarizer');
  const labels = readLabels(binarizer, 'classes_');
  const isMultilabel = readText(binarizer, 'y_type_', 'multiclass').startsWith('multilabel');
  const classes = labels.data.length;
  const count = members.length;
  const isSingle = count === 1 && !isMultilabel;
  if (count !== (isMultilabel || classes > 2 ? classes : 1))
    throw badAttribute(object, 'estimators_', `has ${count} models for ${classes} classes`);
  const binary = members.map((member) => binaryScoreOf(object, member));
  const { threshold } = binary[0]!;
  // Of equal scores the last class won before 1.8.
  const takesLast = isBefore(context.version, [1, 8]);
  const scores = (x: Features): Float64Array =>
    columnsToRows(
      binary.map(({ score }) => score(x)),
      x.rows,
    );
  const base: Estimator = {
    name: object.name,
    input: sharedContract(object, members),
    classes: [labels],
    predict(x) {
      const values = scores(x);
      if (isMultilabel)
        return createTensor(
          'int64',
          [x.rows, count],
          BigInt64Array.from(values, (v) => (v > threshold ? 1n : 0n)),
        );
      if (isSingle)
        return takeLabels(
          labels,
          Int32Array.from(values, (v) => (v > threshold && classes === 2 ? 1 : 0)),
        );
      return takeLabels(labels, takesLast ? lastArgmaxRows(values, x.rows, count) : argmaxRows(values, x.rows, count));
    },
  };
  const withScores = hasAll(members, 'decisionFunction')
    ? {
        ...base,
        decisionFunction: (x: Features) =>
          createTensor(
            'float64',
            count === 1 ? [x.rows] : [x.rows, count],
            columnsToRows(
              members.map((member) => numbersOf(member.decisionFunction!(x))),
              x.rows,
            ),
          ),
      }
    : base;
  if (!hasAll(members, 'predictProba')) return withScores;
  const width = count === 1 ? 2 : count;
  return {
    ...withScores,
    predictProba(x) {
      const columns = members.map((member) => positiveColumn(singleOutput(member.predictProba!(x))));
      if (count === 1) columns.unshift(columns[0]!.map((p) => 1 - p));
      const values = columnsToRows(columns, x.rows);
      if (!isMultilabel) normalizeRows(values, width);
      return createTensor('float64', [x.rows, width], values);
    },
  };
}

/** The index of the last maximum of each row. */
function lastArgmaxRows(values: Float64Array, rows: number, columns: number): Int32Array {
  const best = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    const from = row * columns;
    for (let c = 1; c < columns; c++) if (values[from + c]! >= values[from + best[row]!]!) best[row] = c;
  }
  return best;
}

function normalizeRows(values: Float64Array, width: number): void {
  for (let from = 0; from < values.length; from += width) {
    let total = 0;
    for (let c = 0; c < width; c++) total += values[from + c]!;
    if (total !== 0) for (let c = 0; c < width; c++) values[from + c]! /= total;
  }
}

/** OneVsOneClassifier: votes of a model per pair of classes, ties broken by the sums of their scores. */
export function loadOneVersusOne(object: DescribedObject, context: LoadContext): Estimator {
  const members = readMembers(object, context);
  const labels = readLabels(object, 'classes_');
  const classes = labels.data.length;
  if (members.length !== (classes * (classes - 1)) / 2) {
    throw badAttribute(object, 'estimators_', `has ${members.length} models for ${classes} classes`);
  }
  const binary = members.map((member) => binaryScoreOf(object, member));
  const pairs = readPairColumns(object, members.length);
  const score = (x: Features): Float64Array => {
    const inputs = pairs?.map((columns) => takeColumns(toDense(x), columns));
    const votes = members.map((member, k) => numbersOf(member.predict!(inputs?.[k] ?? x)));
    const confidences = binary.map((one, k) => one.score(inputs?.[k] ?? x));
    return pairScores(votes, confidences, x.rows, classes);
  };
  const input = pairs === undefined ? sharedContract(object, members) : readInputContract(object);
  const positive = (x: Features): Float64Array => {
    const values = score(x);
    return Float64Array.from({ length: x.rows }, (_, row) => values[row * 2 + 1]!);
  };
  return {
    name: object.name,
    input: { ...input, allowsNaN: members.every((member) => member.input.allowsNaN) },
    classes: [labels],
    decisionFunction: (x) =>
      classes === 2
        ? createTensor('float64', [x.rows], positive(x))
        : createTensor('float64', [x.rows, classes], score(x)),
    predict(x) {
      // The middle of probabilities and of regressors' answers counts since 1.1.
      const threshold = isBefore(context.version, [1, 1]) ? 0 : binary[0]!.threshold;
      if (classes === 2)
        return takeLabels(
          labels,
          Int32Array.from(positive(x), (value) => (value > threshold ? 1 : 0)),
        );
      return takeLabels(labels, argmaxRows(score(x), x.rows, classes));
    },
  };
}

/** pairwise_indices_: the training rows of each pair, for models of precomputed kernels. */
function readPairColumns(object: DescribedObject, count: number): readonly Int32Array[] | undefined {
  if (!hasAttribute(object, 'pairwise_indices_')) return undefined;
  const items = itemsOf(object.state.get('pairwise_indices_'));
  if (items?.length !== count) throw badAttribute(object, 'pairwise_indices_', `want ${count} index arrays`);
  return items.map((item) => {
    const columns = toNumberArray(item)?.data;
    if (!columns?.every((c) => Number.isInteger(c) && c >= 0))
      throw badAttribute(object, 'pairwise_indices_', 'want positions');
    return Int32Array.from(columns);
  });
}

function pairScores(
  votes: readonly Float64Array[],
  confidences: readonly Float64Array[],
  rows: number,
  classes: number,
): Float64Array {
  const out = new Float64Array(rows * classes);
  const sums = new Float64Array(classes);
  for (let row = 0; row < rows; row++) {
    sums.fill(0);
    let k = 0;
    for (let i = 0; i < classes; i++) {
      for (let j = i + 1; j < classes; j++, k++) {
        const confidence = confidences[k]![row]!;
        sums[i]! -= confidence;
        sums[j]! += confidence;
        // A regressor's answer is a vote only where it is exactly 0 or 1.
        const vote = votes[k]![row]!;
        if (vote === 0) out[row * classes + i]! += 1;
        else if (vote === 1) out[row * classes + j]! += 1;
      }
    }
    for (let c = 0; c < classes; c++) out[row * classes + c]! += sums[c]! / (3 * (Math.abs(sums[c]!) + 1));
  }
  return out;
}

/** OutputCodeClassifier: the class whose code is nearest to the models' scores. */
export function loadOutputCode(object: DescribedObject, context: LoadContext): Estimator {
  const members = readMembers(object, context);
  const labels = readLabels(object, 'classes_');
  const classes = labels.data.length;
  const codes = readNumbers(object, 'code_book_', { shape: [classes, members.length] }).data;
  const binary = members.map((member) => binaryScoreOf(object, member));
  return {
    name: object.name,
    input: sharedContract(object, members),
    classes: [labels],
    predict(x) {
      const scores = columnsToRows(
        binary.map(({ score }) => score(x)),
        x.rows,
      );
      const closeness = new Float64Array(x.rows * classes);
      for (let row = 0; row < x.rows; row++) {
        for (let c = 0; c < classes; c++) {
          let sum = 0;
          for (let k = 0; k < members.length; k++) {
            const code = codes[c * members.length + k]!;
            sum += code * code - 2 * code * scores[row * members.length + k]!;
          }
          closeness[row * classes + c] = -sum;
        }
      }
      return takeLabels(labels, argmaxRows(closeness, x.rows, classes));
    },
  };
}

/** _ConstantPredictor: the model of a label that all or none of the training rows had. */
export function loadConstantPredictor(object: DescribedObject): Estimator {
  const value = readNumbers(object, 'y_').data[0];
  if (value === undefined) throw badAttribute(object, 'y_', 'is empty');
  const { data } = createDense(1, 2, Float64Array.of(1 - value, value));
  return {
    name: object.name,
    input: { ...readInputContract(object), allowsNaN: true, allowsInfinity: true },
    predict: (x) => createTensor('float64', [x.rows], new Float64Array(x.rows).fill(value)),
    decisionFunction: (x) => createTensor('float64', [x.rows], new Float64Array(x.rows).fill(value)),
    predictProba: (x) =>
      createTensor(
        'float64',
        [x.rows, 2],
        Float64Array.from({ length: x.rows * 2 }, (_, i) => data[i % 2]!),
      ),
  };
}
