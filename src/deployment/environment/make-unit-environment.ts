import { findPort } from '../defaults/index.ts';
import { findRuntime, findServer } from '../servers/index.ts';
import { DEFAULT_SETTINGS, type DeploymentSettings } from '../settings.ts';
import type { Container, EnvVar, PredictiveUnit, PredictorSpec, SeldonDeployment, UnitParameter } from '../types.ts';
import { listServerVariables, makeServerParameters } from './server-variables.ts';

/** Where a model lies for the container that serves it. */
const MODEL_FOLDER = '/mnt/models';

/** Whose environment is made: a graph node of a completed deployment, and its container. */
export interface UnitPlace {
  readonly deployment: SeldonDeployment;
  readonly predictor: PredictorSpec;
  readonly unit: PredictiveUnit;
  readonly container: Container;
}

/**
 * The environment of a node's container: what the user wrote, then what Seldon's wrapper and MLServer read. The user's own
 * ports, parameters and model URI win; who the node is and where its metrics are is not theirs to say. No name is there twice.
 */
export function makeUnitEnvironment(
  place: UnitPlace,
  settings: DeploymentSettings = DEFAULT_SETTINGS,
): readonly EnvVar[] {
  const written = place.container.env ?? [];
  const yielding = listYielding(place);
  const fixed = listFixed(place, settings);
  const given = new Set(written.map(({ name }) => name));
  const firm = new Set(fixed.map(({ name }) => name));
  const own = written.filter(({ name }) => !firm.has(name));
  const all = [...own, ...yielding.filter(({ name }) => !given.has(name)), ...fixed];
  return addServer(all, given, place, settings);
}

function listYielding({ unit }: UnitPlace): readonly EnvVar[] {
  const { httpPort = 0, grpcPort = 0, service_port: port = httpPort } = unit.endpoint ?? {};
  return [
    variable('PREDICTIVE_UNIT_SERVICE_PORT', port),
    variable('PREDICTIVE_UNIT_HTTP_SERVICE_PORT', httpPort),
    variable('MLSERVER_HTTP_PORT', httpPort),
    variable('PREDICTIVE_UNIT_GRPC_SERVICE_PORT', grpcPort),
    variable('MLSERVER_GRPC_PORT', grpcPort),
    ...(unit.parameters.length > 0 ? [formatParameters(unit.parameters)] : []),
    ...(unit.modelUri ? [variable('MLSERVER_MODEL_URI', MODEL_FOLDER)] : []),
  ];
}

function listFixed(
  { deployment, predictor, unit, container }: UnitPlace,
  settings: DeploymentSettings,
): readonly EnvVar[] {
  const metrics = findPort(container, settings.metricsPortName) ?? settings.metricsPort;
  const labels = Object.fromEntries(Object.entries(predictor.labels ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)));
  return [
    variable('PREDICTIVE_UNIT_ID', unit.name),
    variable('MLSERVER_MODEL_NAME', unit.name),
    variable('PREDICTIVE_UNIT_IMAGE', nameImage(deployment, unit, container, settings)),
    variable('PREDICTOR_ID', predictor.name),
    variable('PREDICTOR_LABELS', formatJson(labels)),
    variable('SELDON_DEPLOYMENT_ID', deployment.metadata.name ?? ''),
    variable('SELDON_EXECUTOR_ENABLED', 'true'),
    variable('PREDICTIVE_UNIT_METRICS_SERVICE_PORT', metrics),
    variable('PREDICTIVE_UNIT_METRICS_ENDPOINT', settings.metricsPath),
    variable('MLSERVER_METRICS_PORT', metrics),
    variable('MLSERVER_METRICS_ENDPOINT', settings.metricsPath),
  ];
}

/** Seldon's operator chooses the image of TensorFlow Serving (its own protocol) after it has written the variables. */
function nameImage(
  { spec: { protocol } }: SeldonDeployment,
  unit: PredictiveUnit,
  { image = '' }: Container,
  { servers }: DeploymentSettings,
): string {
  const isLate = protocol === 'tensorflow' && unit.implementation === 'TENSORFLOW_SERVER';
  const server = isLate ? findServer(unit, servers) : undefined;
  return server && findRuntime(server, protocol)?.image === image ? '' : image;
}

/** What prepackaged servers get beside it: the model as a parameter (Seldon protocol), or MLServer's variables, first (V2). */
function addServer(
  variables: readonly EnvVar[],
  given: ReadonlySet<string>,
  place: UnitPlace,
  settings: DeploymentSettings,
): readonly EnvVar[] {
  const { deployment, unit } = place;
  const parameters = makeServerParameters(unit, deployment.spec.protocol, MODEL_FOLDER);
  if (parameters) return replaceOrAdd(variables, formatParameters(parameters));
  const namespace = deployment.metadata.namespace ?? 'default';
  const first = listServerVariables(unit, deployment.spec.protocol, namespace, settings.servers);
  if (first.length === 0) return variables;
  const before = new Map(variables.map((entry) => [entry.name, entry]));
  const head = first.map((entry) => {
    const wins = before.has(entry.name) && (given.has(entry.name) || entry.value === undefined);
    return wins ? before.get(entry.name)! : { ...entry, value: entry.value ?? '' };
  });
  const names = new Set(head.map(({ name }) => name));
  return [...head, ...variables.filter(({ name }) => !names.has(name))];
}

function replaceOrAdd(variables: readonly EnvVar[], entry: EnvVar): readonly EnvVar[] {
  const index = variables.findIndex(({ name }) => name === entry.name);
  return index < 0 ? [...variables, entry] : variables.with(index, entry);
}

function formatParameters(parameters: readonly UnitParameter[]): EnvVar {
  const list = parameters.map(({ name, value, type }) => ({ name, value, type }));
  return variable('PREDICTIVE_UNIT_PARAMETERS', formatJson(list));
}

function variable(name: string, value: string | number): EnvVar {
  return { name, value: String(value) };
}

/** JSON as Go writes it: safe inside of HTML. */
function formatJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    /[<>&\u2028\u2029]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
