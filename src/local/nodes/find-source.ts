import { type Environment, RadiantError } from '../../base/index.ts';
import {
  type Container,
  findRuntime,
  findServer,
  isPrepackaged,
  type PredictiveUnit,
  type PredictorSpec,
  type Protocol,
} from '../../deployment/index.ts';
import { fetchModel } from '../../storage/index.ts';
import { findClass, type ImageTable } from './image-table.ts';
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
  /** True when images can be run. */
  readonly hasEngine: boolean;
  readonly onProgress: (
    node: string,
    progress: { readonly doneBytes: number; readonly totalBytes: number | undefined },
  ) => void;
  readonly signal: AbortSignal;
}

/** The container with a node's name. */
export function containerOf(predictor: PredictorSpec, { name }: PredictiveUnit): Container | undefined {
  return predictor.componentSpecs.flatMap(({ spec }) => spec.containers).find((container) => container.name === name);
}

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
  if (around.hasEngine) return { kind: 'image', image, args: container?.args ?? [] };
  throw new RadiantError(
    'FAILED_PRECONDITION',
    `node ${unit.name}: image ${image} cannot be run here, for there is no docker or podman: say which class stands for it, ` +
      `with --class ${unit.name}=package.Class or the annotation radiant.io/classes: ${unit.name}=package.Class`,
    { reason: 'NO_CONTAINER_ENGINE' },
  );
}

async function serverSource(unit: PredictiveUnit, around: SourceSurroundings): Promise<NodeSource> {
  const { protocol, signal, cacheDir, cwd } = around;
  const name = unit.implementation ?? '';
  const server = findServer(unit);
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
  if (unit.modelUri === undefined || unit.modelUri === '')
    return { kind: 'server', server: name, runtime, path: undefined };
  const secret = unit.envSecretRefName === undefined ? {} : readSecret(unit.envSecretRefName, around.environment);
  const environment = { ...around.processEnvironment, ...secret };
  const { path } = await fetchModel(unit.modelUri, {
    environment,
    cacheDir,
    cwd,
    signal,
    onProgress: (progress) => around.onProgress(unit.name, progress),
  });
  return { kind: 'server', server: name, runtime, path };
}
