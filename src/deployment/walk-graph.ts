import type { Path } from './findings.ts';
import type { PredictiveUnit } from './types.ts';

/** A node with the way to it. */
export interface PlacedUnit {
  readonly unit: PredictiveUnit;
  readonly at: Path;
}

/** All nodes of a graph, parents before children, children in their order. */
export function* walkGraph(unit: PredictiveUnit, at: Path = []): Generator<PlacedUnit> {
  yield { unit, at };
  for (const [index, child] of unit.children.entries()) yield* walkGraph(child, [...at, 'children', index]);
}

/** The graph with every node replaced, from the root down; the children of the new node are then replaced in turn. */
export function mapGraph(unit: PredictiveUnit, change: (unit: PredictiveUnit) => PredictiveUnit): PredictiveUnit {
  const changed = change(unit);
  return { ...changed, children: changed.children.map((child) => mapGraph(child, change)) };
}
