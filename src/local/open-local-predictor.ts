import { createHash } from 'node:crypto';
import { type Environment, type Log, readUnitSettings } from '../base/index.ts';
import {
  type ComponentSpec,
  findContainer,
  makeUnitEnvironment,
  type PredictiveUnit,
  type PredictorSpec,
  readDeploymentAnnotations,
  readPredictorAnnotations,
  type SeldonDeployment,
  type ServerCatalogue,
  type UnitPlace,
} from '../deployment/index.ts';
import {
  openRoutedPredictor,
  openShadow,
  type PredictorOptions,
  type RoutedPredictor,
  type Shadow,
} from '../server/index.ts';
import type { ClusterObjects } from './nodes/cluster-objects.ts';
import { findSource } from './nodes/find-source.ts';
import {
  CLASSES_ANNOTATION,
  type ImageTable,
  parseClassesAnnotation,
  type ServerClasses,
} from './nodes/image-table.ts';
import { type EnvironmentSource, readContainerEnvironment } from './nodes/node-environment.ts';
import type { NodeSource, OpenNode } from './nodes/node-source.ts';

/** What a deployment brings along. */
export interface DeploymentContext {
  readonly images: ImageTable;
  readonly objects: ClusterObjects;
  /** Folder that relative paths start from. */
  readonly cwd: string;
  /** The prepackaged servers, where the deployment brought some along; else those of the surroundings. */
  readonly servers?: ServerCatalogue;
  /** The classes of those that it brought along. */
  readonly serverClasses?: ServerClasses;
}

/** What every deployment on this machine shares. */
export interface LocalSurroundings {
  readonly openNode: OpenNode;
  readonly environment: Environment;
  readonly cacheDir: string;
  /** Whether images can be run; asked when there is one. */
  readonly hasEngine: () => Promise<boolean>;
  readonly log: Log;
  /** Told of what takes long. */
  readonly onProgress: (progress: LocalProgress) => void;
  /** Where bandits keep what they learn. */
  readonly state?: PredictorOptions['state'];
  /** The prepackaged servers; those that come along when left out. */
  readonly servers?: ServerCatalogue;
}

export interface LocalProgress {
  readonly namespace: string;
  readonly deployment: string;
  readonly predictor: string;
  readonly node: string;
  /** Undefined while a model is opened and not downloaded. */
  readonly doneBytes?: number;
  readonly totalBytes?: number | undefined;
}

type StateStore = NonNullable<PredictorOptions['state']>;

/** A predictor that runs here. */
export interface LocalPredictor {
  readonly spec: PredictorSpec;
  /** Equal for predictors that need not be started anew. */
  readonly fingerprint: string;
  /** What each node is made from. */
  readonly sources: ReadonlyMap<string, NodeSource>;
  /** One of the two, as the spec says; none with 0 replicas. */
  readonly routed: RoutedPredictor | undefined;
  readonly shadow: Shadow | undefined;
  close(signal?: AbortSignal): Promise<void>;
}

/** Starts the nodes of a predictor. Rejects with nothing left open, as `findSource`, the hosts and `openPredictor` do. */
export async function openLocalPredictor(
  deployment: SeldonDeployment,
  spec: PredictorSpec,
  around: LocalSurroundings & DeploymentContext,
  signal: AbortSignal,
): Promise<LocalPredictor> {
  const sources = new Map<string, NodeSource>();
  const options = optionsOf(deployment, spec, around, sources, signal);
  const fingerprint = fingerprintOf(deployment, spec, around);
  if ((spec.replicas ?? deployment.spec.replicas) === 0) {
    return { spec, fingerprint, sources, routed: undefined, shadow: undefined, close: async () => {} };
  }
  if (spec.shadow === true) {
    const shadow = await openShadow(options);
    return { spec, fingerprint, sources, routed: undefined, shadow, close: (until) => shadow.close(until) };
  }
  const routed = await openRoutedPredictor(options);
  return { spec, fingerprint, sources, routed, shadow: undefined, close: (until) => routed.close(until) };
}

/** What a predictor is made from, without its share of the traffic: that can change while it runs. */
export function fingerprintOf(deployment: SeldonDeployment, spec: PredictorSpec, around: DeploymentContext): string {
  const { traffic: _traffic, ...rest } = spec;
  const { protocol, annotations, transport } = deployment.spec;
  const own = [
    rest,
    protocol,
    transport,
    annotations,
    deployment.metadata.annotations,
    [...around.objects],
    [...around.images],
    [...(around.serverClasses ?? [])],
  ];
  return createHash('sha256').update(JSON.stringify(own)).digest('hex');
}

function optionsOf(
  deployment: SeldonDeployment,
  spec: PredictorSpec,
  around: LocalSurroundings & DeploymentContext,
  sources: Map<string, NodeSource>,
  signal: AbortSignal,
): PredictorOptions {
  const { metadata } = deployment;
  const namespace = metadata.namespace ?? 'default';
  const deploymentName = metadata.name ?? '';
  const protocol = deployment.spec.protocol === 'kfserving' ? 'v2' : (deployment.spec.protocol ?? 'seldon');
  const { restTimeoutMs, grpcTimeoutMs, grpcMaxMessageBytes } = readPredictorAnnotations(deployment, spec);
  const { engineEnv } = readDeploymentAnnotations(deployment);
  const engine = new Map(
    [...engineEnv, ...(spec.svcOrchSpec?.env ?? [])].map(({ name, value }) => [name, value ?? '']),
  );
  const log = around.log.child({ deployment: `${namespace}/${deploymentName}`, predictor: spec.name });
  const images: ImageTable = new Map([...around.images, ...annotatedClasses(deployment, around.cwd)]);
  const environmentOf = (unit: PredictiveUnit): Environment =>
    nodeEnvironment(unit, spec, deploymentName, namespace, around);
  return {
    predictor: spec,
    deploymentName,
    namespace,
    protocol,
    log,
    metricsPath: '/prometheus',
    ...(around.state === undefined ? {} : { state: stateOf(around.state, `${namespace}/${deploymentName}`) }),
    timeoutMs: restTimeoutMs,
    grpcTimeoutMs,
    maxMessageBytes: grpcMaxMessageBytes,
    ...(engine.get('SELDON_ENABLE_ROUTING_INJECTION') ? { injectRouting: true } : {}),
    settingsOf: (unit) => readUnitSettings(environmentOf(unit)),
    async resolve(unit, node) {
      const place = { namespace, deployment: deploymentName, predictor: spec.name, node: unit.name };
      const container = findContainer(spec, unit.name);
      const source = await findSource(unit, container, {
        ...around,
        protocol,
        images,
        environment: sourceOf(unit, namespace, around),
        processEnvironment: around.environment,
        onProgress: (_node, progress) => around.onProgress({ ...place, ...progress }),
        pullSecrets: pullSecretsOf(spec, unit),
        containerPath: containerPathOf(deployment, spec, unit),
        signal,
      });
      sources.set(unit.name, source);
      around.onProgress(place);
      const env =
        source.kind === 'image' && container !== undefined
          ? imageEnvironment({ deployment, predictor: spec, unit, container }, sourceOf(unit, namespace, around))
          : environmentOf(unit);
      return await around.openNode({
        unit,
        source,
        protocol,
        env,
        replicas: replicasOf(deployment, spec, unit),
        log,
        around: node,
        signal,
      });
    },
  };
}

/** Deployments share the store: names within it begin with that of the deployment. */
function stateOf(state: StateStore, deployment: string): StateStore {
  return { ...state, open: (key, size) => state.open(`${deployment}/${key}`, size) };
}

function annotatedClasses({ metadata, spec }: SeldonDeployment, cwd: string): ImageTable {
  const text = spec.annotations?.[CLASSES_ANNOTATION] ?? metadata.annotations?.[CLASSES_ANNOTATION];
  return text === undefined ? new Map() : parseClassesAnnotation(text, cwd);
}

function sourceOf(unit: PredictiveUnit, namespace: string, { objects }: DeploymentContext): EnvironmentSource {
  return { objects, namespace, path: `container ${unit.name}` };
}

/** The variables that a node's container has on a cluster. */
function nodeEnvironment(
  unit: PredictiveUnit,
  spec: PredictorSpec,
  deploymentName: string,
  namespace: string,
  around: LocalSurroundings & DeploymentContext,
): Environment {
  const container = findContainer(spec, unit.name);
  const own = container === undefined ? {} : readContainerEnvironment(container, sourceOf(unit, namespace, around));
  return {
    ...own,
    PREDICTIVE_UNIT_ID: unit.name,
    PREDICTIVE_UNIT_PARAMETERS: JSON.stringify(unit.parameters),
    PREDICTOR_ID: spec.name,
    PREDICTOR_LABELS: JSON.stringify(spec.labels ?? {}),
    SELDON_DEPLOYMENT_ID: deploymentName,
    SELDON_EXECUTOR_ENABLED: 'true',
    ...(container?.image === undefined ? {} : { PREDICTIVE_UNIT_IMAGE: container.image }),
  };
}

/** What the image of a node is told on a cluster: its own variables, its name, ports and parameters. */
function imageEnvironment(place: UnitPlace, source: EnvironmentSource): Environment {
  const written = Object.entries(readContainerEnvironment(place.container, source));
  const env = written.map(([name, value]) => ({ name, value: value ?? '' }));
  const container = { ...place.container, env };
  return Object.fromEntries(makeUnitEnvironment({ ...place, container }).map(({ name, value }) => [name, value ?? '']));
}

function podOf(predictor: PredictorSpec, { name }: PredictiveUnit): ComponentSpec | undefined {
  return predictor.componentSpecs.find((component) =>
    component.spec.containers.some((container) => container.name === name),
  );
}

function pullSecretsOf(predictor: PredictorSpec, unit: PredictiveUnit): readonly string[] {
  return (podOf(predictor, unit)?.spec.imagePullSecrets ?? []).flatMap(({ name }) => name ?? []);
}

/** As the messages of a check name it: `spec.predictors[0].componentSpecs[0].spec.containers[0]`. */
function containerPathOf({ spec }: SeldonDeployment, predictor: PredictorSpec, unit: PredictiveUnit): string {
  const pod = podOf(predictor, unit);
  const pods = pod === undefined ? -1 : predictor.componentSpecs.indexOf(pod);
  const containers = pod?.spec.containers.findIndex(({ name }) => name === unit.name) ?? -1;
  return `spec.predictors[${spec.predictors.indexOf(predictor)}].componentSpecs[${pods}].spec.containers[${containers}]`;
}

/** Of the node's componentSpec, the predictor, or the deployment. */
function replicasOf({ spec }: SeldonDeployment, predictor: PredictorSpec, unit: PredictiveUnit): number {
  return podOf(predictor, unit)?.replicas ?? predictor.replicas ?? spec.replicas ?? 1;
}
