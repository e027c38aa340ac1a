import {
  type DeploymentSettings,
  makeUnitEnvironment,
  type SeldonDeployment,
  walkGraph,
} from '../../src/deployment/index.ts';
import type { RecordedObject } from './golden-operator.ts';

type Variables = readonly (readonly [string, unknown])[];

/** The variables without the name of the image. */
export function withoutImage(variables: Variables | undefined): Variables | undefined {
  return variables?.filter(([name]) => name !== 'PREDICTIVE_UNIT_IMAGE');
}

/** Environment of every node's container, by predictor and container. */
export function describeEnvironments(
  deployment: SeldonDeployment,
  settings: DeploymentSettings,
): ReadonlyMap<string, Variables> {
  const found = new Map<string, Variables>();
  for (const predictor of deployment.spec.predictors) {
    const units = new Map([...walkGraph(predictor.graph)].reverse().map(({ unit }) => [unit.name, unit]));
    for (const { spec } of predictor.componentSpecs) {
      for (const container of spec.containers) {
        const unit = units.get(container.name);
        if (!unit) continue;
        const variables = makeUnitEnvironment({ deployment, predictor, unit, container }, settings);
        found.set(`${predictor.name}/${container.name}`, describe(variables));
      }
    }
  }
  return found;
}

/** The same of recorded pods. */
export function findRecordedEnvironments(
  objects: Readonly<Record<string, RecordedObject>>,
): ReadonlyMap<string, Variables> {
  const found = new Map<string, Variables>();
  for (const { spec } of Object.values(objects)) {
    for (const { name, env = [] } of spec.template?.spec.containers ?? []) {
      const predictor = env.findLast((variable) => variable.name === 'PREDICTOR_ID')?.value;
      if (typeof predictor === 'string') found.set(`${predictor}/${name}`, describe(env));
    }
  }
  return found;
}

/** Go leaves an empty value out; the path of certificates comes with their volume. */
function describe(
  env: readonly { readonly name: string; readonly value?: unknown; readonly valueFrom?: unknown }[],
): Variables {
  return env
    .filter(({ name }) => name !== 'SELDON_CERT_MOUNT_PATH')
    .map(({ name, value, valueFrom }) => [
      name,
      typeof value === 'string' ? value.replace('{registry}/', '') : (valueFrom ?? ''),
    ]);
}
