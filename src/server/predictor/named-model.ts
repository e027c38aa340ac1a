import { unknownNode } from './node-endpoints.ts';
import type { Predictor } from './predictor.ts';

/**
 * What the nodes are told of the model that a caller's URL names. The name of the predictor, of its deployment or of a node stands for the
 * whole graph, and each node is asked under its own name; any other name is that of a model behind the only node elsewhere (a server may have
 * several). Throws NOT_FOUND for a name that stands for nothing.
 */
export function resolveModelName(predictor: Predictor, name: string | undefined): string | undefined {
  const { graph, services, deploymentName } = predictor;
  if (name === undefined || name === '' || name === predictor.name || name === deploymentName) return undefined;
  if (hasNode(predictor, name)) return undefined;
  if (graph.nodes.size === 1 && services.size === 0) return name;
  throw unknownNode(predictor, name);
}

/** True when a node of the graph has the name, whether it is called or not. */
function hasNode({ graph }: Predictor, name: string): boolean {
  const walk = (plan: Predictor['graph']['root']): boolean => plan.name === name || plan.children.some(walk);
  return walk(graph.root);
}
