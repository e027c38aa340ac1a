import type { Described, DescribedObject } from '../formats/described.ts';
import { LIMITS } from '../formats/limits.ts';
import { createModelFileError, needsPython } from '../formats/model-file-error.ts';
import { answersInColumns } from './answers-in-columns.ts';
import type { Estimator, EstimatorEntry, LoadContext } from './estimator.ts';
import { describe, isObject } from './read-attributes.ts';

/** Estimators in each other: pipelines in ensembles in searches. */
const MAX_NESTED_ESTIMATORS = 60;

/** The oldest scikit-learn whose files have today's meaning in every attribute. */
const OLDEST_EXACT = [0, 20];

/**
 * Makes an estimator of what a file describes. `registry` tells the loader of each class by its name.
 * Throws MALFORMED_MODEL for what is no fitted estimator or holds itself, UNSUPPORTED_MODEL for a class of a known
 * library that has no native kernel (Python can still run that one).
 */
export function loadEstimator(root: Described, registry: Readonly<Record<string, EstimatorEntry>>): Estimator {
  const open = new Set<DescribedObject>();
  let count = 0;
  const load = (value: Described, path: string): Estimator => {
    if (!isObject(value))
      throw createModelFileError('MALFORMED_MODEL', `${path}: want a fitted estimator, but it is ${describe(value)}`);
    if (open.has(value)) throw createModelFileError('MALFORMED_MODEL', `${path}: ${value.name} holds itself (a cycle)`);
    if (open.size >= MAX_NESTED_ESTIMATORS) {
      throw createModelFileError(
        'MALFORMED_MODEL',
        `${path}: estimators are nested deeper than ${MAX_NESTED_ESTIMATORS}`,
      );
    }
    if (++count > LIMITS.objects)
      throw createModelFileError('MALFORMED_MODEL', `more estimators than ${LIMITS.objects}`);
    open.add(value);
    try {
      return entryOf(value, path, registry).load(value, contextOf(value, path, load));
    } finally {
      open.delete(value);
    }
  };
  const estimator = load(root, 'the file');
  const version = isObject(root) ? versionOf(root) : [];
  if (version.length === 0) return estimator;
  return {
    ...estimator,
    writtenBy: `scikit-learn ${version.join('.')}`,
    ...(answersInColumns(root) ? { transformsToColumns: true } : {}),
  };
}

function entryOf(
  object: DescribedObject,
  path: string,
  registry: Readonly<Record<string, EstimatorEntry>>,
): EstimatorEntry {
  if (Object.hasOwn(registry, object.name)) return registry[object.name]!;
  throw needsPython('UNSUPPORTED_MODEL', `${path}: ${object.module}.${object.name} is no estimator that runs natively`);
}

function contextOf(
  object: DescribedObject,
  path: string,
  load: (value: Described, path: string) => Estimator,
): LoadContext {
  const version = versionOf(object);
  if (version.length > 0 && isBefore(version, OLDEST_EXACT)) {
    throw createModelFileError(
      'UNSUPPORTED_MODEL',
      `${path}: written by scikit-learn ${version.join('.')}, and files before ${OLDEST_EXACT.join('.')} mean other things by the same names; fit and save it again`,
    );
  }
  return {
    version,
    path,
    load: (value, inner) => load(value as Described, path === 'the file' ? inner : `${path}.${inner}`),
  };
}

/** `_sklearn_version` as numbers; empty when the object does not say. */
export function versionOf(object: DescribedObject): readonly number[] {
  const text = object.state.get('_sklearn_version');
  return typeof text === 'string'
    ? text
        .split('.')
        .slice(0, 3)
        .map((part) => Number.parseInt(part, 10) || 0)
    : [];
}

/** True when version `a` is older than `b`; an unknown (empty) version is not older than anything. */
export function isBefore(a: readonly number[], b: readonly number[]): boolean {
  if (a.length === 0) return false;
  for (let i = 0; i < b.length; i++) {
    if ((a[i] ?? 0) !== b[i]) return (a[i] ?? 0) < b[i]!;
  }
  return false;
}
