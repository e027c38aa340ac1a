import { type Environment, RadiantError } from '../../base/index.ts';
import {
  type Container,
  findRuntime,
  findServer,
  isPrepackaged,
  type PredictiveUnit,
  type Protocol,
  type ServerCatalogue,
} from '../../deployment/index.ts';
import { fetchModel } from '../../storage/index.ts';
import { objectKey } from './cluster-objects.ts';
import { findClass, type ImageTable, type ServerClasses } from './image-table.ts';
import { type EnvironmentSource, readSecret } from './node-environment.ts';
import type { NodeSource } from './node-source.ts';

export interface SourceSurroundings {
  readonly protocol: Protocol;
  readonly images: ImageTable;
  readonly environment: EnvironmentSource;
  /** This process's own variables, behind those of the node's secret. */
  readonly processEnvironment: Environment;
  readonly cacheDir: string;
  /** Folder that relative paths start from. */
  readonly cwd: string;
  /** Whether images can be run. */
  readonly hasEngine: () => Promise<boolean>;
  /** Names of the secrets that registries ask for. */
  readonly pullSecrets: readonly string[];
  /** Where the deployment has the node's container, for messages. */
  readonly containerPath: string;
  readonly onProgress: (
    node: string,
    progress: { readonly doneBytes: number; readonly totalBytes: number | undefined },
  ) => void;
  readonly signal: AbortSignal;
  /** The prepackaged servers; those that come along when left out. */
  readonly servers?: ServerCatalogue;
  /** The classes of those that the deployment brought along. */
  readonly serverClasses?: ServerClasses;
}

/** Where a secret of the type kubernetes.io/dockerconfigjson keeps its logins. */
const LOGINS_KEY = '.dockerconfigjson';

/**
 * Finds what a node is made from, and brings its model here. Throws as `fetchModel` does, or FAILED_PRECONDITION with what to do when there is
 * nothing on this machine that can stand for the node.
 */
export async function findSource(
  unit: PredictiveUnit,
  container: Container | undefined,
  around: SourceSurroundings,
): Promise<NodeSource> {
  const image = container?.image ?? '';
  const entry = findClass(around.images, unit.name, image);
  if (entry !== undefined) return { kind: 'class', image, entry };
  if (isPrepackaged(unit)) return await serverSource(unit, around);
  if (image === '') {
    throw new RadiantError(
      'FAILED_PRECONDITION',
      `node ${unit.name} has no implementation and no container of its name: name a server in implementation, or add a container ${unit.name} to componentSpecs`,
      { reason: 'NODE_WITHOUT_CONTAINER' },
    );
  }
  if (await around.hasEngine()) return await imageSource(unit, image, container, around);
  throw new RadiantError(
    'FAILED_PRECONDITION',
    `node ${unit.name}: image ${image} cannot be run here, for there is no docker or podman: say which class stands for it, ` +
      `with --class ${unit.name}=package.Class or the annotation radiant.io/classes: ${unit.name}=package.Class`,
    { reason: 'NO_CONTAINER_ENGINE' },
  );
}

async function imageSource(
  unit: PredictiveUnit,
  image: string,
  { command = [], args = [], imagePullPolicy: pullPolicy = 'IfNotPresent' }: Partial<Container> = {},
  around: SourceSurroundings,
): Promise<NodeSource> {
  const path = unit.modelUri ? await fetchUnitModel(unit, unit.modelUri, around) : undefined;
  // As on a cluster, a pull secret that is not there is no error: the image may be public, or here already.
  const secrets = around.pullSecrets.map((name) => ({
    name,
    login: around.environment.objects.get(objectKey('Secret', around.environment.namespace, name))?.[LOGINS_KEY],
  }));
  return {
    kind: 'image',
    image,
    place: `${around.containerPath}.image`,
    command,
    args,
    pullPolicy,
    logins: secrets.flatMap(({ login }) => login ?? []),
    missingLogins: secrets.flatMap(({ name, login }) => (login === undefined ? name : [])),
    path,
  };
}

async function serverSource(unit: PredictiveUnit, around: SourceSurroundings): Promise<NodeSource> {
  const { protocol } = around;
  const name = unit.implementation ?? '';
  const server = findServer(unit, around.servers);
  const runtime = server && findRuntime(server, protocol);
  if (runtime === undefined) {
    throw new RadiantError(
      'FAILED_PRECONDITION',
      `node ${unit.name}: ${name} does not speak the protocol ${protocol}`,
      {
        reason: 'SERVER_WITHOUT_PROTOCOL',
      },
    );
  }
  const entry = around.serverClasses?.get(name);
  const path = unit.modelUri ? await fetchUnitModel(unit, unit.modelUri, around) : undefined;
  return { kind: 'server', server: name, runtime, path, ...(entry === undefined ? {} : { entry }) };
}

/** Brings a node's model here; the node's secret has what its store asks for. */
async function fetchUnitModel(unit: PredictiveUnit, uri: string, around: SourceSurroundings): Promise<string> {
  const { signal, cacheDir, cwd } = around;
  const secret = unit.envSecretRefName === undefined ? {} : readSecret(unit.envSecretRefName, around.environment);
  const environment = { ...around.processEnvironment, ...secret };
  const { path } = await fetchModel(uri, {
    environment,
    cacheDir,
    cwd,
    signal,
    onProgress: (progress) => around.onProgress(unit.name, progress),
  });
  return path;
}
