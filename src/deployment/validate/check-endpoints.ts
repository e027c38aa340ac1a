import type { Findings, Path } from '../findings.ts';
import type { SeldonDeploymentSpec } from '../types.ts';
import { walkGraph } from '../walk-graph.ts';

const TYPES = new Set(['REST', 'GRPC']);

/** All nodes of a deployment are called over one transport: `endpoint.type` and `spec.transport` must agree. */
export function checkEndpoints(spec: SeldonDeploymentSpec, findings: Findings): void {
  const first = new Map<string, Path>();
  for (const [index, { graph }] of spec.predictors.entries()) {
    for (const { unit, at } of walkGraph(graph)) {
      const type = unit.endpoint?.type;
      if (type && !first.has(type)) first.set(type, ['spec', 'predictors', index, 'graph', ...at, 'endpoint', 'type']);
    }
  }
  const [one, other] = [...first];
  const fix = 'remove every endpoint.type and write spec.transport';
  if (one && other) findings.error(other[1], `is ${other[0]}, and that of another node is ${one[0]}`, fix);
  else if (one && TYPES.has(one[0]) && spec.transport && one[0] !== spec.transport.toUpperCase())
    findings.error(one[1], `is ${one[0]}, and spec.transport is ${spec.transport}`, fix);
}
