import type { PlanNode } from '../../graph/index.ts';
import type { Service } from '../service/index.ts';
import type { Predictor } from './predictor.ts';

/** The node in this process whose answer callers get; undefined when that is one elsewhere. Of branches it is the first. */
export function answeringService({ graph, services }: Predictor): Service | undefined {
  return services.get(lastOf(graph.root).name);
}

function lastOf(plan: PlanNode): PlanNode {
  const [first] = plan.children;
  return first === undefined || plan.after !== undefined || plan.aggregates ? plan : lastOf(first);
}
