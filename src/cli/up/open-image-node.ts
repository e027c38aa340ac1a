import { RadiantError } from '../../base/index.ts';
import type { ContainerEngine } from '../../hosts/container/index.ts';
import type { ImageSource, NodeRequest, OpenedNode } from '../../local/index.ts';

/** Images may load large models before they listen. */
const START_TIMEOUT_MS = 600_000;
/** Where a cluster mounts a node's model. */
const MODEL_FOLDER = '/mnt/models';

/** Runs a node's image with docker or podman. Throws as `openContainerNode` does. */
export async function openImageNode(
  { unit, protocol, env, replicas, log, around, signal }: NodeRequest,
  { path, ...source }: ImageSource,
  engine: ContainerEngine | undefined,
): Promise<OpenedNode> {
  const { httpPort, grpcPort, service_port: port } = unit.endpoint ?? {};
  if (engine === undefined || httpPort === undefined || grpcPort === undefined) {
    throw new RadiantError('FAILED_PRECONDITION', `node ${unit.name}: the container engine has gone; start it again`, {
      reason: 'NO_CONTAINER_ENGINE',
    });
  }
  const { openContainerNode } = await import('../../hosts/container/index.ts');
  return await openContainerNode({
    ...source,
    engine,
    name: unit.name,
    replicas,
    env,
    httpPort,
    grpcPort,
    // `transport: grpc` and `endpoint.type: GRPC` choose the port.
    door: port === grpcPort ? 'grpc' : 'rest',
    volumes: new Map(path === undefined ? [] : [[MODEL_FOLDER, path]]),
    protocol: protocol === 'kfserving' ? 'v2' : protocol,
    observe: (exchange) => around.observe(exchange),
    maxMessageBytes: around.maxMessageBytes,
    startTimeoutMs: START_TIMEOUT_MS,
    log,
    signal,
  });
}
