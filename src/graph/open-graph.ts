import type { Log } from '../base/index.ts';
import { findContainer, type PredictiveUnit, type PredictorSpec } from '../deployment/index.ts';
import type { Component } from '../payload/index.ts';
import type { CodecTable } from './message/codec-table.ts';
import type { Message } from './message/message.ts';
import { type GraphNode, isRemote } from './node.ts';
import { checkGraph } from './plan/check-graph.ts';
import { builtInOf, checkUnit, isCalled, planGraph } from './plan/plan-graph.ts';
import type { PlanNode } from './plan/plan-node.ts';
import { sendFeedback } from './run/feedback.ts';
import type { NodeLog } from './run/node-log.ts';
import { predict } from './run/predict.ts';
import type { Run } from './run/run.ts';
import { createMemoryStateStore } from './state/memory-state-store.ts';
import type { StateStore } from './state/state-store.ts';
import { BUILT_INS } from './units/registry.ts';

export interface GraphOptions {
  /** Opens what stands at a node. Asked once per node that is called and is not built in; the graph closes it. */
  resolve(unit: PredictiveUnit): GraphNode | Promise<GraphNode>;
  readonly codecs: CodecTable;
  readonly log: Log;
  /** Uniform in [0, 1); Math.random when left out. */
  readonly random?: () => number;
  /** Where built-in units keep what they learn; in this process's memory when left out. The graph does not close it. */
  readonly state?: StateStore;
  /** Time for one call of a node; no limit of its own when left out. */
  readonly nodeTimeoutMs?: number | undefined;
  /** Where copies of a node's messages go; undefined when none are kept. */
  logOf?(unit: PredictiveUnit): NodeLog | undefined;
}

/** An inference graph that is ready to run. */
export interface Graph {
  /** The predictor's name. */
  readonly name: string;
  readonly root: PlanNode;
  /** What is called, by node name, in the order of the graph; without what comes with the graph. */
  readonly nodes: ReadonlyMap<string, GraphNode>;
  /** True when some node learns from feedback, which must then say which branches a request went. */
  readonly learns: boolean;
  /** Answers at once when every node on the way does. Throws or rejects with a RadiantError of the node that failed. */
  predict(message: Message, run: Run): Message | Promise<Message>;
  feedback(message: Message, run: Run): Message | Promise<Message>;
  /** `connect` tries connections to nodes elsewhere, `health` asks them. Nodes in this process are asked either way. */
  isReady(how: 'connect' | 'health', signal: AbortSignal): Promise<boolean>;
  close(signal?: AbortSignal): Promise<void>;
}

/**
 * Plans a predictor's graph and opens its nodes. Throws INVALID_ARGUMENT, reason BAD_GRAPH or BAD_PARAMETER, naming node and fix; what `resolve`
 * threw is thrown on. Nothing is left open then.
 */
export async function openGraph(predictor: PredictorSpec, options: GraphOptions): Promise<Graph> {
  const units = checkGraph(predictor.graph);
  for (const unit of units.values()) checkUnit(unit);
  const nodes = new Map<string, GraphNode>();
  const called = new Map<string, GraphNode>();
  const choosers = new Map<string, () => number>();
  try {
    for (const unit of units.values()) {
      if (await openBuiltIn(unit, predictor, options, called, choosers)) continue;
      if (!isCalled(unit)) continue;
      const node = await options.resolve(unit);
      nodes.set(unit.name, node);
      called.set(unit.name, node);
    }
  } catch (thrown) {
    await closeAll(nodes, AbortSignal.abort());
    throw thrown;
  }
  const root = planGraph(predictor.graph, {
    nodes: called,
    choosers,
    imageOf: ({ name }) => findContainer(predictor, name)?.image,
    logOf: (unit) => options.logOf?.(unit),
    nodeTimeoutMs: options.nodeTimeoutMs,
  });
  const { codecs } = options;
  return {
    name: predictor.name,
    root,
    nodes,
    learns: [...units.values()].some(isLearner),
    predict: (message, run) => predict(root, message, run, codecs),
    feedback: (message, run) => sendFeedback(root, message, run, codecs),
    isReady: (how, signal) => areReady(nodes, how, signal),
    close: (signal) => closeAll(nodes, signal),
  };
}

/** False when the unit is no built-in one. */
async function openBuiltIn(
  unit: PredictiveUnit,
  predictor: PredictorSpec,
  { log, random = Math.random, state = createMemoryStateStore() }: GraphOptions,
  called: Map<string, GraphNode>,
  choosers: Map<string, () => number>,
): Promise<boolean> {
  const name = builtInOf(unit);
  if (name === undefined) return false;
  const { choose, component } = await BUILT_INS[name].open({
    name: unit.name,
    stateKey: `${predictor.name}/${unit.name}`,
    parameters: unit.parameters ?? [],
    childCount: unit.children?.length ?? 0,
    random,
    state,
    log,
  });
  if (choose !== undefined) choosers.set(unit.name, choose);
  if (component !== undefined) called.set(unit.name, component);
  return true;
}

function isLearner(unit: PredictiveUnit): boolean {
  const name = builtInOf(unit);
  return name !== undefined && 'learns' in BUILT_INS[name];
}

async function areReady(
  nodes: ReadonlyMap<string, GraphNode>,
  how: 'connect' | 'health',
  signal: AbortSignal,
): Promise<boolean> {
  const answers = await Promise.all(
    [...nodes.values()].map((node) =>
      isRemote(node) ? node.isReachable(how, signal) : isReadyHere(node, how, signal),
    ),
  );
  return answers.every(Boolean);
}

async function isReadyHere(component: Component, how: 'connect' | 'health', signal: AbortSignal): Promise<boolean> {
  if (how === 'connect' || !component.isReady()) return component.isReady();
  try {
    await component.call({ verb: 'healthStatus', inputs: [], meta: undefined, keepLists: true, signal });
    return true;
  } catch {
    // The hook says itself what is wrong, in the answer to the status of its node.
    return false;
  }
}

async function closeAll(nodes: ReadonlyMap<string, GraphNode>, signal: AbortSignal | undefined): Promise<void> {
  const closed = await Promise.allSettled([...new Set(nodes.values())].map((node) => node.close(signal)));
  const failed = closed.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
