import type { PredictiveUnit } from '../../deployment/index.ts';
import { markNode } from '../message/merge-meta.ts';
import type { GraphNode } from '../node.ts';
import type { NodeLog } from '../run/node-log.ts';
import { BUILT_INS } from '../units/registry.ts';
import { UNIT_METHODS, UNIT_TYPES } from '../units/types.table.ts';
import type { UnitKind } from '../units/unit-kind.ts';
import { planError } from './plan-error.ts';
import type { PlanNode } from './plan-node.ts';

const NO_IMPLEMENTATION = 'UNKNOWN_IMPLEMENTATION';

/** What a node's name stands for once the graph is open. */
export interface PlanParts {
  /** Opened nodes by name; those that are never called are not among them. */
  readonly nodes: ReadonlyMap<string, GraphNode>;
  /** How the routers choose that come with the graph. */
  readonly choosers: ReadonlyMap<string, () => number>;
  /** The image of a node, for the path that a message took. */
  imageOf(unit: PredictiveUnit): string | undefined;
  logOf(unit: PredictiveUnit): NodeLog | undefined;
  readonly nodeTimeoutMs: number | undefined;
}

/** Puts together what happens at each node of a checked graph. */
export function planGraph(unit: PredictiveUnit, parts: PlanParts): PlanNode {
  const kind = kindOf(unit);
  return {
    name: unit.name,
    unit,
    node: parts.nodes.get(unit.name),
    isBuiltIn: builtInOf(unit) !== undefined,
    mark: markNode(unit.name, parts.imageOf(unit)),
    children: (unit.children ?? []).map((child) => planGraph(child, parts)),
    before: kind.before,
    after: kind.after,
    routes: kind.routes ?? false,
    choose: parts.choosers.get(unit.name),
    aggregates: kind.aggregates ?? false,
    takesFeedback: kind.takesFeedback ?? false,
    timeoutMs: parts.nodeTimeoutMs,
    log: parts.logOf(unit),
  };
}

/** The built-in unit that a node names, if any. */
export function builtInOf({ implementation }: PredictiveUnit): keyof typeof BUILT_INS | undefined {
  return implementation !== undefined && Object.hasOwn(BUILT_INS, implementation)
    ? (implementation as keyof typeof BUILT_INS)
    : undefined;
}

/** What a node does: its type (that of its implementation where it has one), and its methods. */
export function kindOf(unit: PredictiveUnit): UnitKind {
  const type = typeOf(unit);
  const builtIn = builtInOf(unit);
  const own: UnitKind | undefined = builtIn === undefined ? undefined : BUILT_INS[builtIn].kind;
  const base = own ?? (type !== undefined && Object.hasOwn(UNIT_TYPES, type) ? UNIT_TYPES[type] : undefined);
  const methods = (unit.methods ?? []).map((method) =>
    Object.hasOwn(UNIT_METHODS, method) ? UNIT_METHODS[method] : {},
  );
  // The type wins: a MODEL with TRANSFORM_INPUT is asked to predict.
  return Object.assign({}, ...methods, base) as UnitKind;
}

/** True for a node that some message is sent to. */
export function isCalled(unit: PredictiveUnit): boolean {
  const { before, after, routes, aggregates, takesFeedback } = kindOf(unit);
  return before !== undefined || after !== undefined || (routes ?? aggregates ?? takesFeedback ?? false);
}

/** Throws INVALID_ARGUMENT, reason BAD_GRAPH, for a node that has too few children for what it does. */
export function checkUnit(unit: PredictiveUnit): void {
  const { needsChildren } = kindOf(unit);
  if (needsChildren === undefined || (unit.children ?? []).length > 0) return;
  throw planError(
    `graph: node ${unit.name} ${needsChildren} its children, but has none; add children or change its type`,
  );
}

function typeOf(unit: PredictiveUnit): string | undefined {
  const builtIn = builtInOf(unit);
  const own = unit.type === 'UNKNOWN_TYPE' || unit.type === '' ? undefined : unit.type;
  if (builtIn !== undefined) {
    const { type } = BUILT_INS[builtIn];
    if (own === undefined || own === type) return type;
    throw planError(`graph: node ${unit.name} has type ${own}, but ${builtIn} is a ${type}; leave the type out`);
  }
  if (own !== undefined) return own;
  const isPrepackaged = unit.implementation !== undefined && !['', NO_IMPLEMENTATION].includes(unit.implementation);
  return isPrepackaged ? 'MODEL' : undefined;
}
