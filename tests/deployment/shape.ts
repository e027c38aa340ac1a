import type { DeploymentPlan, PodPlan, ServicePlan } from '../../src/deployment/index.ts';
import type { RecordedContainer, RecordedObject } from './golden-operator.ts';

/** Objects by kind and name, with what the deployment room decides of them. */
export type Shape = Readonly<Record<string, unknown>>;

const ENGINE = 'seldon-container-engine';
/** Containers whose images and ports are not the deployment's: they come with the objects. */
const ADDED = new Set([ENGINE, 'tfserving']);

/** Pods and Services of a plan. */
export function describePlan(plan: DeploymentPlan, withoutImages: boolean): Shape {
  const shape: Record<string, unknown> = {};
  for (const { pods, service, nodeServices, explainer } of plan.predictors) {
    for (const planned of [...nodeServices, service]) shape[`Service/${planned.name}`] = describeService(planned);
    for (const pod of pods) shape[`Deployment/${pod.name}`] = describePod(pod, withoutImages);
    if (!explainer) continue;
    shape[`Service/${explainer.service.name}`] = describeService(explainer.service);
    shape[`Deployment/${explainer.name}`] = {
      replicas: explainer.replicas,
      containers: [{ name: explainer.container, ports: { http: explainer.containerPort } }],
      initContainers: explainer.initContainers,
    };
  }
  return shape;
}

function describePod(pod: PodPlan, withoutImages: boolean): unknown {
  const containers = new Map(pod.component?.spec.containers.map((container) => [container.name, container]));
  const units = new Map(pod.units.map((unit) => [unit.name, unit]));
  return {
    replicas: pod.replicas,
    containers: pod.containers.map((name) => {
      const written = containers.get(name);
      if (!written || ADDED.has(name)) return { name };
      const unit = units.get(name);
      const ports = (written.ports ?? []).map((port) => [port.name ?? '', port.containerPort] as const);
      const own = unit?.endpoint ? { http: unit.endpoint.httpPort, grpc: unit.endpoint.grpcPort } : {};
      return {
        name,
        ...(withoutImages ? {} : { image: written.image }),
        ports: { ...Object.fromEntries(ports), ...own },
      };
    }),
    initContainers: pod.initContainers,
  };
}

function describeService({ httpPort, grpcPort }: ServicePlan): unknown {
  return grpcPort === undefined ? { http: httpPort } : { http: httpPort, grpc: grpcPort };
}

/** The shape without the ports for metrics. */
export function withoutMetrics(shape: Shape): unknown {
  return JSON.parse(JSON.stringify(shape), (key, value: unknown) => (key === 'metrics' ? undefined : value));
}

/** The same of recorded objects. */
export function describeRecorded(objects: Readonly<Record<string, RecordedObject>>, withoutImages: boolean): Shape {
  const shape: Record<string, unknown> = {};
  for (const [name, { spec, metadata }] of Object.entries(objects)) {
    if (name.startsWith('Service/'))
      shape[name] = Object.fromEntries((spec.ports ?? []).map((port) => [port.name, port.port]));
    if (!name.startsWith('Deployment/') || !spec.template) continue;
    const { containers, initContainers = [] } = spec.template.spec;
    const isExplainer = metadata?.labels?.['seldon.io/explainer'] === 'true';
    shape[name] = {
      replicas: spec.replicas,
      containers: containers.map((container) => describeContainer(container, withoutImages || isExplainer)),
      initContainers: initContainers.map((container) => container.name),
    };
  }
  return shape;
}

function describeContainer(container: RecordedContainer, withoutImages: boolean): unknown {
  const { name, image } = container;
  if (ADDED.has(name)) return { name };
  const ports = Object.fromEntries((container.ports ?? []).map((port) => [port.name ?? '', port.containerPort]));
  return { name, ...(withoutImages ? {} : { image: image?.replace('{registry}/', '') }), ports };
}

/** Graphs that recorded engines were given, by predictor. */
export function findRecordedGraphs(objects: Readonly<Record<string, RecordedObject>>): ReadonlyMap<string, unknown> {
  const graphs = new Map<string, unknown>();
  for (const { spec } of Object.values(objects)) {
    for (const { env = [] } of spec.template?.spec.containers ?? []) {
      const given = env.find(({ name }) => name === 'ENGINE_PREDICTOR')?.value as { base64Json: Engine } | undefined;
      if (given) graphs.set(given.base64Json.name, given.base64Json.graph);
    }
  }
  return graphs;
}

interface Engine {
  readonly name: string;
  readonly graph: unknown;
}
