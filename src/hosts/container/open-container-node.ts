import type { RemoteNode } from '../../graph/index.ts';
import { balanceReplicas } from './balance-replicas.ts';
import type { ContainerNodeOptions } from './container-node-options.ts';
import { findFreePorts } from './find-free-ports.ts';
import { openReplica, type Replica } from './open-replica.ts';
import { pullImage } from './pull-image.ts';

/**
 * Pulls an image, runs it as often as it has replicas, and gives them as one node elsewhere once all answer. They are stopped when the node closes.
 * Throws FAILED_PRECONDITION when it cannot be pulled or ends at once, DEADLINE_EXCEEDED when it does not answer in time.
 */
export async function openContainerNode(options: ContainerNodeOptions): Promise<RemoteNode> {
  const { name, image, replicas, log, signal } = options;
  await pullImage(options);
  const count = Math.max(1, replicas);
  // The same ports again after each start, so that whoever calls the node need not know.
  const ports = await findFreePorts(2 * count);
  const opened = await openAll(options, count, ports);
  const [first, ...others] = opened;
  if (first === undefined) throw new TypeError('a node has at least one container');
  const node = balanceReplicas([first, ...others]);
  log.info(`${name}: image ${image} runs${count === 1 ? '' : ` ${count} times`}`);
  if (signal.aborted) await node.close(AbortSignal.abort());
  signal.throwIfAborted();
  return node;
}

/** All at once. When one does not start, the others are stopped. */
async function openAll(
  options: ContainerNodeOptions,
  count: number,
  ports: readonly number[],
): Promise<readonly Replica[]> {
  const failing = new AbortController();
  const signal = AbortSignal.any([options.signal, failing.signal]);
  const settled = await Promise.allSettled(
    Array.from({ length: count }, async (_, index) => {
      const title = count === 1 ? options.name : `${options.name} ${index + 1}/${count}`;
      const own = { rest: ports[2 * index] ?? 0, grpc: ports[2 * index + 1] ?? 0 };
      try {
        return await openReplica({ ...options, signal }, title, own);
      } catch (thrown) {
        failing.abort(thrown);
        throw thrown;
      }
    }),
  );
  if (!signal.aborted) return settled.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
  const started = settled.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
  await Promise.all(started.map((replica) => replica.close(AbortSignal.abort())));
  throw signal.reason;
}
