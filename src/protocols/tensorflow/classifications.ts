import { RadiantError } from '../../base/errors.ts';
import { asFloat64, createTensor, isNumeric, type JsonValue, type Outcome, type Tensor } from '../../payload/index.ts';
import { formatValue } from './format-value.ts';
import { toOutputs } from './to-outputs.ts';

/** One class of one example. */
export interface ScoredClass {
  readonly label: string;
  readonly score: number;
}

/**
 * The classes of every example. Scores per class (rows, classes) get the names of the answer's columns as labels, else their
 * positions; a single label a row (rows) has score 1. Throws for answers that are neither.
 */
export function readClassifications(outcome: Outcome): readonly (readonly ScoredClass[])[] {
  const outputs = toOutputs(outcome.payload, '') ?? [];
  const scores = outputs.find(({ name }) => name === 'scores')?.tensor;
  const classes = outputs.find(({ name }) => name === 'classes')?.tensor;
  if (scores !== undefined && isScores(scores)) return fromScores(scores, labelsOf(classes, scores) ?? outcome.names);
  const tensor = outputs[0]?.tensor;
  if (tensor === undefined || outputs.length > 1) throw noClasses(`it answers with ${outputs.length} outputs`);
  if (isScores(tensor)) return fromScores(tensor, outcome.names);
  const isColumn = tensor.shape.length === 1 || (tensor.shape.length === 2 && tensor.shape[1] === 1);
  if (!isColumn) throw noClasses(`it answers with shape [${tensor.shape.join(', ')}]`);
  return Array.from(tensor.data as ArrayLike<unknown>, (label) => [{ label: textOf(label), score: 1 }]);
}

/** `{"result": [[["label", score], ...], ...]}`. */
export function encodeClassification(outcome: Outcome): string {
  const rows = readClassifications(outcome).map((classes) => {
    const pairs = classes.map(({ label, score }) => {
      const number = createTensor('float32', [], Float32Array.of(score));
      return `[${JSON.stringify(label)},${formatValue(number, '')}]`;
    });
    return `[${pairs.join(',')}]`;
  });
  return `{"result":[${rows.join(',')}]}`;
}

function isScores({ shape, dtype }: Tensor): boolean {
  return shape.length === 2 && shape[1]! > 1 && isNumeric(dtype);
}

function fromScores(tensor: Tensor, names: JsonValue | undefined): readonly (readonly ScoredClass[])[] {
  const [rows = 0, width = 0] = tensor.shape;
  const scores = asFloat64(tensor);
  const labels = Array.isArray(names) && names.length === width ? names.map(textOf) : undefined;
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: width }, (__, c) => ({ label: labels?.[c] ?? String(c), score: scores[row * width + c]! })),
  );
}

/** Labels as TensorFlow's own classifiers answer them beside the scores: (classes), or (rows, classes) of which the first row is taken. */
function labelsOf(classes: Tensor | undefined, scores: Tensor): JsonValue | undefined {
  const width = scores.shape[1]!;
  if (classes === undefined || classes.shape.at(-1) !== width) return undefined;
  return Array.from(classes.data as ArrayLike<unknown>, textOf).slice(0, width);
}

function textOf(label: unknown): string {
  return label instanceof Uint8Array ? new TextDecoder().decode(label) : String(label);
}

function noClasses(what: string): RadiantError {
  return new RadiantError(
    'INVALID_ARGUMENT',
    `classify needs one label or one score per class for each example, but ${what}: use predict`,
    { reason: 'NO_CLASSES' },
  );
}
