import type { DeploymentSettings } from '../settings.ts';
import type { Container } from '../types.ts';

/** The ports of one container. */
export interface ContainerPorts {
  readonly http: number;
  readonly grpc: number;
}

/** Gives out ports: one pair per container name in the whole deployment, and one metrics port per container of a node. */
export interface PortBook {
  /** Reserves a pair for the name (a container that is no graph node takes one too); ports that the container names itself win. */
  reserve(container: Container): ContainerPorts;
  nextMetricsPort(): number;
}

/** A book for one deployment. */
export function createPortBook(settings: DeploymentSettings): PortBook {
  const indexes = new Map<string, number>();
  let metrics = settings.metricsPort;
  return {
    reserve(container) {
      const index = indexes.get(container.name) ?? indexes.size;
      indexes.set(container.name, index);
      return {
        http: findPort(container, 'http') ?? settings.httpPort + index,
        grpc: findPort(container, 'grpc') ?? settings.grpcPort + index,
      };
    },
    nextMetricsPort: () => metrics++,
  };
}

/** Number of a container's port of that name. */
export function findPort(container: Container, name: string): number | undefined {
  return container.ports?.find((port) => port.name === name)?.containerPort;
}
