import type { Described, DescribedObject } from './described.ts';

/**
 * Takes the nodes and values off all trees that a file described, once an estimator has been made of them: they are
 * packed by then, but one object that an estimator's function still knows, if only for its name, would keep the whole
 * file in memory. All else stays as it is, for estimators may look at it later.
 */
export function releaseDescribed(root: Described): void {
  const seen = new Set<object>();
  const trees: DescribedObject[] = [];
  const open: Described[] = [root];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (typeof value !== 'object' || value === null || value instanceof Uint8Array || seen.has(value)) continue;
    seen.add(value);
    for (const child of childrenOf(value)) if (typeof child === 'object' && child !== null) open.push(child);
    if (value.kind === 'object' && value.name === 'Tree' && value.module.startsWith('sklearn.')) trees.push(value);
  }
  for (const tree of trees) {
    tree.state.clear();
    tree.rawState = undefined;
  }
}

function childrenOf(
  value: Exclude<Described, string | number | bigint | boolean | null | Uint8Array>,
): Iterable<Described> {
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
