import type { Described, DescribedObject, TreeOutline } from './described.ts';

/** Classes whose nodes and values are packed when a model is loaded. */
const TREES = ['Tree', 'TreePredictor'];

/**
 * Takes the nodes and values off all trees that a file described, once an estimator has been made of them: they are
 * packed by then, but one object that an estimator's function still knows, if only for its name, would keep the whole
 * file in memory. All else stays as it is, for estimators may look at it later.
 */
export function releaseDescribed(root: Described): void {
  for (const object of reachedFrom(root)) {
    if (object.kind !== 'object' || !TREES.includes(object.name) || !object.module.startsWith('sklearn.')) continue;
    const outline = outlineOf(object);
    if (outline !== undefined) object.outline = outline;
    object.state.clear();
    object.rawState = undefined;
  }
}

type Container = Exclude<Described, string | number | bigint | boolean | null | Uint8Array>;

/** Everything with a kind that is reached from a described value, once. */
export function reachedFrom(root: Described): ReadonlySet<Container> {
  const seen = new Set<Container>();
  const open: Described[] = [root];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (typeof value !== 'object' || value === null || value instanceof Uint8Array || seen.has(value)) continue;
    seen.add(value);
    for (const child of childrenOf(value)) if (typeof child === 'object' && child !== null) open.push(child);
  }
  return seen;
}

/** Undefined where it is no tree that a loader would take. */
function outlineOf(tree: DescribedObject): TreeOutline | undefined {
  const [nodeCount, values, featureCount] = [tree.state.get('node_count'), tree.state.get('values'), tree.args[0]];
  if (typeof values !== 'object' || values === null || !('kind' in values) || values.kind !== 'array') return undefined;
  const [, outputs, classes] = values.shape;
  if (outputs === undefined || classes === undefined || !(values.data instanceof Float64Array)) return undefined;
  if (nodeCount === undefined || typeof featureCount !== 'number') return undefined;
  const root = values.data.slice(0, outputs * classes);
  return { nodeCount: Number(nodeCount), featureCount, outputs, classes, root };
}

function childrenOf(value: Container): Iterable<Described> {
  switch (value.kind) {
    case 'list':
    case 'tuple':
    case 'set':
      return value.items;
    case 'dict':
      return value.entries.values();
    case 'array':
      return value.values ?? [];
    case 'object': {
      const raw = value.rawState === undefined ? [] : [value.rawState];
      return [...value.state.values(), ...value.args, ...value.items, ...value.entries.values(), ...raw];
    }
    case 'dtype':
    case 'global':
      return [];
  }
}
