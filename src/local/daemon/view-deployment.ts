import type { LocalDeployment } from '../local-control.ts';
import type { NodeSource } from '../nodes/node-source.ts';
import type { LocalPredictor } from '../open-local-predictor.ts';
import type { DeploymentView, PredictorView } from './admin-api.ts';
import type { StoredDeployment } from './revision-store.ts';

/** What the commands show of a deployment. */
export function viewDeployment(
  { namespace, name, state, description, predictors }: LocalDeployment,
  stored: StoredDeployment | undefined,
  port: number,
): DeploymentView {
  const last = stored?.revisions.at(-1);
  return {
    namespace,
    name,
    state,
    description,
    revision: last?.number ?? 0,
    appliedAt: last?.appliedAt ?? '',
    url: `http://localhost:${port}/seldon/${namespace}/${name}/api/v1.0/predictions`,
    predictors: predictors.map((one) => viewPredictor(one, predictors.length)),
    written: last?.written,
  };
}

function viewPredictor({ spec, sources }: LocalPredictor, count: number): PredictorView {
  return {
    name: spec.name,
    traffic: count === 1 ? 100 : (spec.traffic ?? 0),
    isShadow: spec.shadow === true,
    replicas: spec.replicas ?? 1,
    nodes: [...sources].map(([name, source]) => ({ name, from: describe(source) })),
  };
}

function describe(source: NodeSource): string {
  switch (source.kind) {
    case 'server':
      return source.path === undefined ? source.server : `${source.server} ${source.path}`;
    case 'class':
      return source.entry.class;
    case 'image':
      return source.image;
  }
}
