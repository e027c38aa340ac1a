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
  { image, command, args, pullPolicy, logins, path }: ImageSource,
  engine: ContainerEngine | undefined,
): Promise<OpenedNode> {
  const { httpPort, grpcPort } = unit.endpoint ?? {};
  if (engine === undefined || httpPort === undefined || grpcPort === undefined) {
    throw new RadiantError('FAILED_PRECONDITION', `node ${unit.name}: the container engine has gone; start it again`, {
      reason: 'NO_CONTAINER_ENGINE',
    });
  }
  if (replicas > 1) log.warning(`${unit.name}: images run once here, not ${replicas} times`);
  const { openContainerNode } = await import('../../hosts/container/index.ts');
  return await openContainerNode({
    engine,
    name: unit.name,
    image,
    command,
    args,
    env,
    httpPort,
    grpcPort,
    volumes: new Map(path === undefined ? [] : [[MODEL_FOLDER, path]]),
    pullPolicy,
    logins,
    protocol: protocol === 'kfserving' ? 'v2' : protocol,
    observe: (exchange) => around.observe(exchange),
    startTimeoutMs: START_TIMEOUT_MS,
    log,
    signal,
  });
}
