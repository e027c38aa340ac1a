import { setTimeout as wait } from 'node:timers/promises';
import { RadiantError } from '../../base/index.ts';
import type { RemoteNode } from '../../graph/index.ts';
import { openRemoteNode } from '../remote/index.ts';
import { ANSWERS, type Door } from './answers.ts';
import { type RunningContainer, runContainer } from './container.ts';
import type { ContainerNodeOptions } from './container-node-options.ts';
import { sayWhere } from './say-where.ts';

/** One container of a node. */
export interface Replica {
  readonly node: RemoteNode;
  /** False from its death until it answers again. */
  readonly isReady: () => boolean;
  close(signal?: AbortSignal): Promise<void>;
}

const HOST = '127.0.0.1';
const ASK_EVERY_MS = 100;
const SAY_EVERY_MS = 15_000;
/** A container that ends so often before it answers is given up. */
const MAX_DEATHS = 3;
/** So long after one door opened the other may follow. */
const OTHER_DOOR_MS = 2000;
const OTHER: Readonly<Record<Door, Door>> = { rest: 'grpc', grpc: 'rest' };
const NAMES: Readonly<Record<Door, string>> = { rest: 'REST', grpc: 'gRPC' };
/** Who serves Seldon's protocol listens when it is ready; V2 has a question for it. */
const READY_PATHS: Readonly<Partial<Record<ContainerNodeOptions['protocol'], string>>> = { v2: '/v2/health/ready' };
const ANY_PATH = '/health/ping';

type Ports = Readonly<Record<Door, number>>;

/**
 * Runs one container and waits until its door answers. After a death nobody is sent there until it answers again. Throws FAILED_PRECONDITION when it
 * ends at once, DEADLINE_EXCEEDED when it does not answer in time.
 */
export async function openReplica(options: ContainerNodeOptions, title: string, ports: Ports): Promise<Replica> {
  const { engine, name, httpPort, grpcPort, protocol, observe, maxMessageBytes, log } = options;
  const closing = new AbortController();
  let isReady = false;
  const container = runContainer(engine, {
    ...options,
    node: name,
    title,
    ports: new Map([
      [httpPort, ports.rest],
      [grpcPort, ports.grpc],
    ]),
    onDeath() {
      if (isReady) void comeBack();
      isReady = false;
    },
  });
  const comeBack = async (): Promise<void> => {
    while (!closing.signal.aborted && !(await asks(options, ports))) await wait(ASK_EVERY_MS);
    isReady = true;
    if (!closing.signal.aborted) log.info(`${title}: answers again`);
  };
  try {
    await waitForAnswer(container, title, ports, options);
    const seen = container.deaths();
    const doors = await findDoors(options, ports);
    if (doors.size === 1) log.info(`${title}: answers ${NAMES[options.door]} only; all requests go there`);
    if (container.deaths() === seen) isReady = true;
    else void comeBack();
    const at = (door: Door) => (doors.has(door) ? { host: HOST, port: ports[door] } : undefined);
    const node = openRemoteNode({ name, protocol, observe, rest: at('rest'), grpc: at('grpc'), maxMessageBytes });
    return {
      node,
      isReady: () => isReady,
      async close(signal) {
        closing.abort();
        await node.close(signal);
        await container.close(signal);
      },
    };
  } catch (thrown) {
    await container.close(AbortSignal.abort());
    throw thrown;
  }
}

function asks({ door, protocol }: ContainerNodeOptions, ports: Ports): Promise<boolean> {
  return ANSWERS[door](ports[door], READY_PATHS[protocol] ?? ANY_PATH);
}

/** The deployment's own door, and the other one where the container has it. */
async function findDoors({ door, signal }: ContainerNodeOptions, ports: Ports): Promise<ReadonlySet<Door>> {
  const other = OTHER[door];
  const deadlineMs = Date.now() + OTHER_DOOR_MS;
  while (!(await ANSWERS[other](ports[other], ANY_PATH))) {
    signal.throwIfAborted();
    if (Date.now() > deadlineMs) return new Set([door]);
    await wait(ASK_EVERY_MS, undefined, { signal }).catch(() => {});
  }
  return new Set([door, other]);
}

async function waitForAnswer(
  container: RunningContainer,
  title: string,
  ports: Ports,
  options: ContainerNodeOptions,
): Promise<void> {
  const { door, startTimeoutMs, log, signal } = options;
  const inside = door === 'rest' ? options.httpPort : options.grpcPort;
  const deadlineMs = Date.now() + startTimeoutMs;
  let sayMs = Date.now() + SAY_EVERY_MS;
  while (!(await asks(options, ports))) {
    signal.throwIfAborted();
    if (container.deaths() >= MAX_DEATHS) throw ended(options, container);
    if (Date.now() > deadlineMs) throw silent(options, inside);
    if (Date.now() > sayMs) {
      sayMs += SAY_EVERY_MS;
      log.info(`${title}: waiting until its container answers ${NAMES[door]} on its port ${inside}`);
    }
    await wait(ASK_EVERY_MS, undefined, { signal }).catch(() => {});
  }
}

function ended(options: ContainerNodeOptions, container: RunningContainer): RadiantError {
  return new RadiantError(
    'FAILED_PRECONDITION',
    `${sayWhere(options)} ended ${MAX_DEATHS} times before it answered, with ${container.lastWords()}`,
    { reason: 'CONTAINER_ENDED' },
  );
}

function silent(options: ContainerNodeOptions, inside: number): RadiantError {
  const { door, startTimeoutMs } = options;
  const variable = door === 'rest' ? 'PREDICTIVE_UNIT_HTTP_SERVICE_PORT' : 'PREDICTIVE_UNIT_GRPC_SERVICE_PORT';
  return new RadiantError(
    'DEADLINE_EXCEEDED',
    `${sayWhere(options)} does not answer ${NAMES[door]} on port ${inside} of its container after ${startTimeoutMs} ms: ` +
      `it must listen on all addresses at the port that its variable ${variable} tells`,
    { reason: 'CONTAINER_DOES_NOT_ANSWER' },
  );
}
