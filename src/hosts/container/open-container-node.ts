import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { type Environment, type Log, RadiantError } from '../../base/index.ts';
import type { RemoteNode } from '../../graph/index.ts';
import type { RemoteNodeOptions } from '../remote/index.ts';
import { openRemoteNode } from '../remote/index.ts';
import { type RunningContainer, runContainer } from './container.ts';
import type { ContainerEngine } from './container-engine.ts';
import { pullImage } from './pull-image.ts';

export interface ContainerNodeOptions {
  readonly engine: ContainerEngine;
  /** The node's name in the graph. */
  readonly name: string;
  readonly image: string;
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly env: Environment;
  /** Where it listens within the container. */
  readonly httpPort: number;
  readonly grpcPort: number;
  readonly volumes: ReadonlyMap<string, string>;
  readonly pullPolicy: string;
  /** Contents of secrets of the type kubernetes.io/dockerconfigjson. */
  readonly logins: readonly string[];
  readonly protocol: RemoteNodeOptions['protocol'];
  readonly observe: NonNullable<RemoteNodeOptions['observe']>;
  readonly startTimeoutMs: number;
  readonly log: Log;
  readonly signal: AbortSignal;
}

const HOST = '127.0.0.1';
const ASK_EVERY_MS = 100;
const ANSWER_TIMEOUT_MS = 1000;
/** A container that ends so often before it answers is given up. */
const MAX_DEATHS = 3;

/**
 * Pulls an image, runs it, and gives it as a node elsewhere once it answers HTTP. It is stopped when the node closes. Throws FAILED_PRECONDITION
 * when it cannot be pulled or ends at once, DEADLINE_EXCEEDED when it does not answer in time.
 */
export async function openContainerNode(options: ContainerNodeOptions): Promise<RemoteNode> {
  const { engine, name, image, httpPort, grpcPort, protocol, observe, log, signal } = options;
  await pullImage(engine, { ...options, node: name, policy: options.pullPolicy });
  const [http, grpc] = [await findFreePort(), await findFreePort()];
  const ports = new Map([
    [httpPort, http],
    [grpcPort, grpc],
  ]);
  const container = runContainer(engine, { ...options, node: name, ports });
  try {
    await waitForAnswer(container, http, options);
  } catch (thrown) {
    await container.close(AbortSignal.abort());
    throw thrown;
  }
  log.info(`${name}: image ${image} runs`);
  const rest = { host: HOST, port: http };
  const node = openRemoteNode({ name, protocol, observe, rest, grpc: { host: HOST, port: grpc } });
  signal.throwIfAborted();
  return {
    ...node,
    async close(until) {
      await node.close(until);
      await container.close(until);
    },
  };
}

/** The same port again after each start, so that whoever calls the node need not know. */
async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, HOST);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** A connection is not enough: the engine itself accepts those before the program listens. */
async function waitForAnswer(
  container: RunningContainer,
  port: number,
  { name, image, startTimeoutMs, signal }: ContainerNodeOptions,
): Promise<void> {
  const deadlineMs = Date.now() + startTimeoutMs;
  while (!(await answers(port))) {
    signal.throwIfAborted();
    if (container.deaths() >= MAX_DEATHS) {
      throw new RadiantError(
        'FAILED_PRECONDITION',
        `node ${name}: image ${image} ended ${MAX_DEATHS} times before it answered; the log says what it wrote`,
        { reason: 'CONTAINER_ENDED' },
      );
    }
    if (Date.now() > deadlineMs) {
      throw new RadiantError(
        'DEADLINE_EXCEEDED',
        `node ${name}: image ${image} does not answer HTTP on its port after ${startTimeoutMs} ms`,
        { reason: 'CONTAINER_DOES_NOT_ANSWER' },
      );
    }
    await wait(ASK_EVERY_MS, undefined, { signal }).catch(() => {});
  }
}

/** Whatever the status, something that speaks HTTP is there. */
async function answers(port: number): Promise<boolean> {
  const call = request({ host: HOST, port, path: '/health/ping', timeout: ANSWER_TIMEOUT_MS, agent: false });
  call.once('timeout', () => call.destroy());
  call.end();
  try {
    const [answer] = (await once(call, 'response')) as [IncomingMessage];
    answer.resume();
    return true;
  } catch {
    return false;
  }
}
