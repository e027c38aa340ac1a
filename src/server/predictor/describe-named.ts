import { isRemote } from '../../graph/index.ts';
import type { JsonObject } from '../../payload/index.ts';
import { signatureNames } from '../../protocols/tensorflow/index.ts';
import { answeringService } from './answering-service.ts';
import { type Asking, askRemote, gatherGraphMetadata } from './graph-metadata.ts';
import { resolveModelName } from './named-model.ts';
import { unknownNode } from './node-endpoints.ts';
import type { Predictor } from './predictor.ts';

/** What is told of a node, or of the graph as a whole. */
export interface Described {
  /** As Seldon's nodes tell it; undefined where a node has words of its own for it. */
  readonly metadata: JsonObject | undefined;
  readonly signatures: readonly string[];
}

/** Describes a node, or the whole graph where the name is that of the predictor or its deployment. Rejects with NOT_FOUND, or a node's error. */
export async function describeNamed(predictor: Predictor, name: string, asking: Asking): Promise<Described> {
  const node = predictor.graph.nodes.get(name);
  if (node === undefined) {
    assertWhole(predictor, name);
    const { inputs, outputs } = await gatherGraphMetadata(predictor, asking);
    return {
      metadata: { inputs, outputs },
      signatures: signatureNames(answeringService(predictor)?.component.info.outputs),
    };
  }
  if (!isRemote(node)) {
    const service = predictor.services.get(name);
    return { metadata: service?.metadata ?? {}, signatures: signatureNames(service?.component.info.outputs) };
  }
  const metadata = node.protocol === 'tensorflow' ? undefined : await askRemote(node, asking);
  return { metadata, signatures: signatureNames(undefined) };
}

/** Whether a node, or the whole graph, can answer. Rejects with NOT_FOUND. */
export async function isNamedReady(predictor: Predictor, name: string, signal: AbortSignal): Promise<boolean> {
  const node = predictor.graph.nodes.get(name);
  if (node !== undefined) return isRemote(node) ? await node.isReachable('connect', signal) : node.isReady();
  assertWhole(predictor, name);
  return await predictor.isReady(signal);
}

/** Throws NOT_FOUND unless the name stands for the whole graph. */
function assertWhole(predictor: Predictor, name: string): void {
  if (resolveModelName(predictor, name) !== undefined) throw unknownNode(predictor, name);
}
