import { readDeploymentAnnotations } from '../annotations/index.ts';
import { nameEngine, nameModelInitializer, namePods } from '../names.ts';
import type { DeploymentSettings } from '../settings.ts';
import type { ComponentSpec, PredictiveUnit, PredictorSpec, SeldonDeployment } from '../types.ts';
import { walkGraph } from '../walk-graph.ts';
import type { PodPlan, PredictorPlan } from './deployment-plan.ts';

/** Container of what runs the graph. */
const ENGINE = 'seldon-container-engine';
/** Container beside TENSORFLOW_SERVER's, which is then a proxy. */
const TENSORFLOW = 'tfserving';

/** What the pods of a predictor have in common. */
export interface PodContext {
  readonly deployment: SeldonDeployment;
  readonly predictor: PredictorSpec;
  readonly engine: PredictorPlan['engine'];
  /** Index of the componentSpec that the engine is beside; -1 for none. */
  readonly engineComponent: number;
  readonly settings: DeploymentSettings;
}

/** The pod of one componentSpec; none where it has no container. */
export function planPod(component: ComponentSpec, index: number, context: PodContext): readonly PodPlan[] {
  const { deployment, predictor, settings } = context;
  const written = component.spec.containers.map(({ name }) => name);
  if (written.length === 0) return [];
  const units = findUnits(written, predictor);
  const hasEngine = context.engine === 'beside' && index === context.engineComponent && !written.includes(ENGINE);
  const suffix = component.metadata?.name || written.join('-');
  const name = namePods(deployment.metadata.name ?? '', predictor.name, index, suffix, settings.namesPrefixed);
  const proxied = units.filter((unit) => isProxied(unit, deployment));
  // By their order in the graph, as Seldon goes through it.
  const nodes = [...walkGraph(predictor.graph)].map(({ unit }) => unit);
  const downloading = nodes.filter((unit) => units.includes(unit) && isDownloaded(unit, deployment));
  const given = component.spec.initContainers?.map((container) => container.name) ?? [];
  const downloads = downloading.map((unit) => nameModelInitializer(proxied.includes(unit) ? TENSORFLOW : unit.name));
  return [
    {
      name,
      replicas: chooseReplicas(component, context),
      component,
      componentIndex: index,
      hasEngine,
      units,
      containers: [...new Set([...written, ...proxied.map(() => TENSORFLOW), ...(hasEngine ? [ENGINE] : [])])],
      initContainers: [...new Set([...given, ...downloads])],
    },
  ];
}

/** The pod of an engine that is apart. */
export function planEnginePod({ deployment, predictor }: PodContext): PodPlan {
  return {
    name: nameEngine(deployment.metadata.name ?? '', predictor.name),
    replicas: predictor.svcOrchSpec?.replicas ?? predictor.replicas ?? deployment.spec.replicas,
    component: undefined,
    componentIndex: -1,
    hasEngine: true,
    units: [],
    containers: [ENGINE],
    initContainers: [],
  };
}

function findUnits(containers: readonly string[], predictor: PredictorSpec): readonly PredictiveUnit[] {
  const units = new Map<string, PredictiveUnit>();
  for (const { unit } of walkGraph(predictor.graph)) if (!units.has(unit.name)) units.set(unit.name, unit);
  return [...new Set(containers)].flatMap((name) => units.get(name) ?? []);
}

function isProxied(unit: PredictiveUnit, { spec }: SeldonDeployment): boolean {
  return unit.implementation === 'TENSORFLOW_SERVER' && (spec.protocol ?? 'seldon') === 'seldon';
}

/** Triton can read the storage itself; every other model comes to a folder first. */
function isDownloaded(unit: PredictiveUnit, deployment: SeldonDeployment): boolean {
  const reads = unit.implementation === 'TRITON_SERVER' && readDeploymentAnnotations(deployment).noStorageInitializer;
  return Boolean(unit.modelUri) && !reads;
}

function chooseReplicas(component: ComponentSpec, { deployment, predictor }: PodContext): number | undefined {
  if (component.hpaSpec || component.kedaSpec) return undefined;
  return component.replicas ?? predictor.replicas ?? deployment.spec.replicas;
}
