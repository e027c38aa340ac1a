import type { PredictiveUnit } from '../../deployment/index.ts';
import { planError } from './plan-error.ts';

const MAX_DEPTH = 100;
const MAX_NODES = 1000;

/**
 * Checks that a graph is a tree that can be walked: no node below itself, no two different nodes of one name, not too deep, not too many.
 * Gives the nodes by name. Throws INVALID_ARGUMENT, reason BAD_GRAPH, naming the node.
 */
export function checkGraph(root: PredictiveUnit): ReadonlyMap<string, PredictiveUnit> {
  const byName = new Map<string, PredictiveUnit>();
  let count = 0;
  const walk = (unit: PredictiveUnit, above: readonly PredictiveUnit[]): void => {
    if (above.includes(unit)) {
      throw planError(
        `graph: node ${unit.name} is below itself (${[...above, unit].map(nameOf).join(' -> ')}); a graph has no cycles`,
      );
    }
    count += 1;
    if (count > MAX_NODES) throw planError(`graph: more than ${MAX_NODES} nodes`);
    if (above.length >= MAX_DEPTH) throw planError(`graph: deeper than ${MAX_DEPTH} nodes`);
    if (typeof unit.name !== 'string' || unit.name === '') {
      const place = above.length === 0 ? 'the root' : `a child of node ${above.at(-1)?.name}`;
      throw planError(`graph: ${place} has no name; give it one`);
    }
    const known = byName.get(unit.name);
    if (known !== undefined && !isSame(known, unit)) {
      throw planError(`graph: there are two different nodes with the name ${unit.name}; rename one`);
    }
    byName.set(unit.name, unit);
    for (const child of unit.children ?? []) walk(child, [...above, unit]);
  };
  walk(root, []);
  return byName;
}

function isSame(a: PredictiveUnit, b: PredictiveUnit): boolean {
  return a === b || describe(a) === describe(b);
}

/** A node without what is below it. */
function describe(unit: PredictiveUnit): string {
  return JSON.stringify(Object.entries({ ...unit, children: [] }).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function nameOf({ name }: PredictiveUnit): string {
  return name;
}
