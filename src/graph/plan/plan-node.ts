import type { PredictiveUnit } from '../../deployment/index.ts';
import type { Verb } from '../../payload/index.ts';
import type { NodeMark } from '../message/merge-meta.ts';
import type { GraphNode } from '../node.ts';
import type { NodeLog } from '../run/node-log.ts';

/** A node as it runs. */
export interface PlanNode {
  readonly name: string;
  readonly unit: PredictiveUnit;
  /** Undefined for a node that is never called. */
  readonly node: GraphNode | undefined;
  /** True when it came with the graph: it leaves no mark in the path of a message. */
  readonly isBuiltIn: boolean;
  readonly mark: NodeMark;
  readonly children: readonly PlanNode[];
  readonly before: Verb | undefined;
  readonly after: Verb | undefined;
  readonly routes: boolean;
  /** Chooses a child without a look at the message, for routers that come with the graph. */
  readonly choose: (() => number) | undefined;
  readonly aggregates: boolean;
  readonly takesFeedback: boolean;
  /** Time for one call of it; undefined: as long as the request has. */
  readonly timeoutMs: number | undefined;
  /** Undefined when nothing of it is logged. */
  readonly log: NodeLog | undefined;
}
