import type { PredictiveUnit, PredictorSpec } from '../../../src/deployment/index.ts';
import type { GraphNode, WireProtocol } from '../../../src/graph/index.ts';
import { openPythonComponent } from '../../../src/hosts/python/index.ts';
import { openRemoteNode } from '../../../src/hosts/remote/index.ts';
import { createLog } from '../../../src/observe/index.ts';
import { openPredictorServer, type RunningPredictor } from '../../../src/server/index.ts';
import type { ExecutorDefinition, NodeDefinition } from '../golden-case.ts';
import { CLASSES, findPorts, type Ports, type Surroundings, startMicroservice } from '../launch.ts';
import { type StubNode, startGrpcStub, startStub } from './stub-node.ts';

/** Where the nodes that are classes run. */
export type Placement = 'here' | 'elsewhere';

/** A recorded predictor that runs, with what its nodes and its log sink have seen. */
export interface RunningExecutor {
  readonly ports: { readonly http: number; readonly grpc: number; readonly metrics: number };
  /** The ports of nodes elsewhere, by name. */
  readonly nodePorts: ReadonlyMap<string, Ports>;
  /** What stands for ports in recorded texts: `{m.httpPort}`. */
  readonly portNames: ReadonlyMap<number, string>;
  readonly stubs: readonly StubNode[];
  readonly sink: StubNode | undefined;
  stop(): Promise<void>;
}

type Opened = { readonly unit: string; readonly ports: Ports; readonly stop: () => Promise<void> };

/** Starts the nodes, then the predictor in front of them. */
export async function startPredictor(
  definition: ExecutorDefinition,
  around: Surroundings,
  placement: Placement,
): Promise<RunningExecutor> {
  const { executor, nodes = {} } = definition;
  const stubs: StubNode[] = [];
  const opened: Opened[] = [];
  const sink = definition.sink === true ? await startStub([{ path: '*', status: 200, body: '' }]) : undefined;
  const stopNodes = async (): Promise<void> => {
    await Promise.all(opened.map((one) => one.stop()));
    await sink?.stop();
  };
  try {
    for (const [unit, node] of Object.entries(nodes)) {
      if (node.class !== undefined && placement === 'here') continue;
      opened.push(await startNode(unit, node, definition, around, stubs));
    }
    const server = await openPredictorServer({
      ...settingsOf(definition),
      predictor: specOf(definition, sink?.port),
      deploymentName: executor.sdep,
      namespace: executor.namespace,
      protocol: (executor.protocol === 'kfserving' ? 'v2' : executor.protocol) as WireProtocol,
      protocolName: executor.protocol,
      log: createLog({ level: 'ERROR', format: 'human', stream: { write: () => true, isTTY: false } }),
      host: '127.0.0.1',
      httpPort: 0,
      grpcPort: 0,
      resolve: (unit, { observe }) => resolveNode(unit, definition, around, opened, observe),
    });
    return {
      ports: { http: server.httpPort, grpc: server.grpcPort ?? 0, metrics: server.httpPort },
      nodePorts: new Map(opened.map(({ unit, ports }) => [unit, ports])),
      portNames: namePorts(server, opened, sink),
      stubs,
      sink,
      async stop() {
        await server.close(AbortSignal.timeout(2_000));
        await stopNodes();
      },
    };
  } catch (thrown) {
    await stopNodes();
    throw thrown;
  }
}

async function startNode(
  unit: string,
  node: NodeDefinition,
  { executor }: ExecutorDefinition,
  around: Surroundings,
  stubs: StubNode[],
): Promise<Opened> {
  if (node.class !== undefined) {
    const env = {
      PREDICTIVE_UNIT_ID: unit,
      PREDICTOR_ID: executor.predictor,
      SELDON_DEPLOYMENT_ID: executor.sdep,
      ...node.env,
    };
    const serviceType = node.serviceType === undefined ? {} : { serviceType: node.serviceType };
    const server = await startMicroservice({ class: node.class, ...serviceType, env }, around);
    return { unit, ports: server.ports, stop: server.stop };
  }
  if (node.dead === true) return { unit, ports: await findPorts(), stop: async () => {} };
  const stub =
    node.grpcStub === undefined ? await startStub(node.stub?.routes ?? []) : await startGrpcStub(node.grpcStub);
  stubs.push(stub);
  return { unit, ports: { http: stub.port, grpc: stub.port, metrics: stub.port }, stop: stub.stop };
}

async function resolveNode(
  unit: PredictiveUnit,
  { executor, nodes = {} }: ExecutorDefinition,
  around: Surroundings,
  opened: readonly Opened[],
  observe: Parameters<typeof openRemoteNode>[0]['observe'],
): Promise<GraphNode> {
  const at = opened.find((one) => one.unit === unit.name);
  const node = nodes[unit.name];
  if (at === undefined && node?.class !== undefined) return openHere(node.class, node.env ?? {}, around);
  const { httpPort, grpcPort } = unit.endpoint ?? {};
  const rest = at?.ports.http ?? httpPort;
  const grpc = at?.ports.grpc ?? grpcPort;
  return openRemoteNode({
    name: unit.name,
    protocol: (executor.protocol === 'kfserving' ? 'v2' : executor.protocol) as WireProtocol,
    rest: rest === undefined ? undefined : { host: '127.0.0.1', port: rest },
    grpc: grpc === undefined ? undefined : { host: '127.0.0.1', port: grpc },
    ...(observe === undefined ? {} : { observe }),
  });
}

function openHere(className: string, env: Readonly<Record<string, string>>, around: Surroundings): Promise<GraphNode> {
  return openPythonComponent({
    className,
    cwd: around.cwd,
    python: around.python,
    parameters: [],
    workers: 1,
    timeoutMs: 0,
    env: { ...process.env, PYTHONPATH: CLASSES, PYTHONDONTWRITEBYTECODE: '1', ...env },
    log: createLog({ level: 'ERROR', format: 'human', stream: { write: () => true, isTTY: false } }),
    logLevel: 'ERROR',
  });
}

function specOf({ executor }: ExecutorDefinition, sinkPort: number | undefined): PredictorSpec {
  const text = JSON.stringify(executor.predictorSpec).replaceAll('{sink}', `http://127.0.0.1:${sinkPort}`);
  return JSON.parse(text) as PredictorSpec;
}

function settingsOf({ executor: { env = {}, args = [] } }: ExecutorDefinition): {
  readonly injectRouting: boolean;
  readonly fullHealthChecks: boolean;
  readonly allowOrigin?: string;
  readonly allowHeaders?: string;
} {
  const { CORS_ALLOWED_ORIGINS: allowOrigin, CORS_ALLOWED_HEADERS: allowHeaders } = env;
  return {
    injectRouting: (env.SELDON_ENABLE_ROUTING_INJECTION ?? '') !== '',
    fullHealthChecks: args.includes('--full_health_checks'),
    ...(allowOrigin === undefined ? {} : { allowOrigin }),
    ...(allowHeaders === undefined ? {} : { allowHeaders }),
  };
}

function namePorts(
  server: RunningPredictor,
  opened: readonly Opened[],
  sink: StubNode | undefined,
): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  for (const { unit, ports } of opened) {
    names.set(ports.metrics, `{${unit}.metricsPort}`);
    names.set(ports.grpc, `{${unit}.grpcPort}`);
    names.set(ports.http, `{${unit}.httpPort}`);
  }
  if (sink !== undefined) names.set(sink.port, '{sink}');
  names.set(server.httpPort, '{httpPort}');
  return names;
}
