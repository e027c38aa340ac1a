import { ESTIMATORS } from '../estimators/registry.ts';
import type { Described, DescribedObject } from '../formats/described.ts';

/** An estimator of a file, and the estimators that it holds. */
export interface EstimatorNode {
  /** Where it hangs in its parent: `estimators_`, `steps`; empty for the root. */
  readonly attribute: string;
  /** `sklearn.ensemble._forest.RandomForestClassifier`. */
  readonly className: string;
  /** Version of scikit-learn that wrote it, where the file says it. */
  readonly version: string | undefined;
  /** How many of the same class hang there: the trees of a forest are one node. */
  readonly count: number;
  /** False where no native kernel is known for the class. */
  readonly isNative: boolean;
  /** Of classes that run natively: the folder of estimators that it belongs to. */
  readonly family: string | undefined;
  readonly parts: readonly EstimatorNode[];
}

/** Deepest nesting that is shown, and how many values are looked at: a tree of a file can be hostile. */
const MAX_DEPTH = 20;
const MAX_VALUES = 100_000;

/** The estimators that a described file holds, outermost first; undefined when its root is no object. */
export function readEstimatorTree(root: Described): EstimatorNode | undefined {
  if (!isObject(root)) return undefined;
  const budget = { values: MAX_VALUES };
  return describeNode(root, '', budget, new Set());
}

interface Budget {
  values: number;
}

interface Held {
  readonly attribute: string;
  readonly object: DescribedObject;
}

function describeNode(
  object: DescribedObject,
  attribute: string,
  budget: Budget,
  open: Set<DescribedObject>,
): EstimatorNode {
  open.add(object);
  const groups = new Map<string, { first: Held; count: number }>();
  if (open.size < MAX_DEPTH) {
    for (const held of heldBy(object, budget)) {
      if (open.has(held.object)) continue;
      const key = `${held.attribute} ${held.object.module}.${held.object.name}`;
      const group = groups.get(key);
      if (group === undefined) groups.set(key, { first: held, count: 1 });
      else group.count++;
    }
  }
  const parts = Array.from(groups.values(), ({ first, count }) => ({
    ...describeNode(first.object, first.attribute, budget, open),
    count,
  }));
  open.delete(object);
  const version = object.state.get('_sklearn_version');
  return {
    attribute,
    className: `${object.module}.${object.name}`,
    version: typeof version === 'string' ? version.slice(0, 40) : undefined,
    count: 1,
    isNative: Object.hasOwn(ESTIMATORS, object.name),
    family: Object.hasOwn(ESTIMATORS, object.name) ? ESTIMATORS[object.name]!.family : undefined,
    parts,
  };
}

/** The estimators in the attributes of one, through lists, tuples, dicts and arrays of objects. */
function heldBy(object: DescribedObject, budget: Budget): Held[] {
  const found: Held[] = [];
  const seen = new Set<unknown>();
  const visit = (attribute: string, value: Described | undefined, depth: number): void => {
    if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return;
    if (depth > MAX_DEPTH || seen.has(value) || budget.values-- <= 0) return;
    seen.add(value);
    if (isObject(value)) {
      if (isEstimator(value)) found.push({ attribute, object: value });
      return;
    }
    for (const item of itemsOf(value)) visit(attribute, item, depth + 1);
  };
  for (const [attribute, value] of object.state) visit(attribute, value, 0);
  return found;
}

function itemsOf(
  value: Exclude<Described, string | number | boolean | bigint | null | Uint8Array>,
): Iterable<Described> {
  switch (value.kind) {
    case 'dict':
      return value.entries.values();
    case 'array':
      return value.values ?? [];
    case 'list':
    case 'tuple':
    case 'set':
      return value.items;
    default:
      return [];
  }
}

function isEstimator(object: DescribedObject): boolean {
  return object.state.has('_sklearn_version') || Object.hasOwn(ESTIMATORS, object.name);
}

function isObject(value: Described): value is DescribedObject {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'object';
}
