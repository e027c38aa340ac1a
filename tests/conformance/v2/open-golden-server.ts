import { fileURLToPath } from 'node:url';
import { openModelSpec } from '../../../src/cli/serve-repository/open-model-spec.ts';
import { wrapModel } from '../../../src/cli/serve-repository/wrap-model.ts';
import { openJavascriptComponent } from '../../../src/hosts/javascript/index.ts';
import { createMetrics } from '../../../src/observe/index.ts';
import type { Component } from '../../../src/payload/index.ts';
import { DEFAULT_LIMITS, type DoorOptions } from '../../../src/server/door.ts';
import { TEST_SETTINGS } from '../../../src/server/fixtures/create-test-component.ts';
import { createTestLog } from '../../../src/server/fixtures/open-test-door.ts';
import { openGrpcDoor } from '../../../src/server/grpc/index.ts';
import {
  createDefaultComponent,
  type ModelSpec,
  measureComponent,
  openRepository,
  scanRepository,
} from '../../../src/server/models/index.ts';
import { openRestDoor } from '../../../src/server/rest/open-rest-door.ts';
import { openService } from '../../../src/server/service/index.ts';

const MODELS = fileURLToPath(new URL('../../golden/v2/models/', import.meta.url));
const FIXTURES = fileURLToPath(new URL('fixtures/', import.meta.url));

/** The module of the recorded runtimes of one's own: classes of the same names stand for them. */
const RUNTIMES = 'rt.';

export interface GoldenServer {
  readonly httpPort: number;
  readonly grpcPort: number;
  /** The Prometheus page. */
  renderMetrics(): string;
  close(): Promise<void>;
}

/** What was recorded of servers that differ: two models with a cache, and one model that is still loading. */
export type Setup = 'all' | 'cache' | 'loading';

interface Served {
  /** What is served of the folder of all recorded models. */
  choose(specs: readonly ModelSpec[]): readonly ModelSpec[];
  readonly isReady: boolean;
}

const SETUPS: Readonly<Record<Setup, Served>> = {
  all: { choose: (specs) => specs, isReady: true },
  cache: {
    choose: (specs) =>
      specs.flatMap((spec) =>
        spec.name === 'echo' ? ['echo', 'echo2'].map((name) => ({ ...spec, name, isCached: true })) : [],
      ),
    isReady: true,
  },
  loading: { choose: (specs) => specs.filter(({ name }) => name === 'kmeans'), isReady: false },
};

export type GoldenServers = Readonly<Record<Setup, GoldenServer>>;

/** Serves the recorded models in this process, as each of the recorded servers did: what `radiant serve --repository` does, but for the classes. */
export async function openGoldenServers(): Promise<GoldenServers> {
  const [all, cache, loading] = await Promise.all([open('all'), open('cache'), open('loading')]);
  return { all, cache, loading };
}

export async function closeGoldenServers(servers: GoldenServers): Promise<void> {
  await Promise.all(Object.values(servers).map((server) => server.close()));
}

async function open(setup: Setup): Promise<GoldenServer> {
  const { choose, isReady } = SETUPS[setup];
  const log = createTestLog();
  const metrics = createMetrics({}, { process: false });
  const settings = { ...TEST_SETTINGS, deploymentId: 'golden' };
  const rules = { batching: undefined, cacheBytes: undefined, maxConcurrent: undefined, maxWaiting: 0 };
  const repository = await openRepository({
    async scan() {
      const { specs, broken } = await scanRepository(MODELS, { kind: 'all' });
      return { specs: choose(specs), broken };
    },
    async open(spec) {
      const component = wrapModel(await openSpec(spec, log), spec, rules);
      return isReady ? component : { ...component, isReady: () => false };
    },
    serve: (component, spec) =>
      openService({ component: measureComponent(component, metrics, spec), settings, metrics, log }),
    loadsAtStart: true,
    maxMemoryBytes: undefined,
    log,
  });
  const component = createDefaultComponent(repository, 'golden');
  const options: DoorOptions = {
    service: openService({ component, settings, metrics, log }),
    models: repository,
    host: '127.0.0.1',
    port: 0,
    limits: { ...DEFAULT_LIMITS, idleGraceMs: 10 },
    log,
    accessLog: false,
  };
  const [rest, grpc] = await Promise.all([openRestDoor(options), openGrpcDoor(options)]);
  const close = async (): Promise<void> => {
    await Promise.all([rest.close(AbortSignal.abort()), grpc.close(AbortSignal.abort())]);
    await repository.close();
  };
  return { httpPort: rest.port, grpcPort: grpc.port, renderMetrics: () => metrics.render(), close };
}

async function openSpec(spec: ModelSpec, log: DoorOptions['log']): Promise<Component> {
  const { implementation = '' } = spec;
  if (!implementation.startsWith(RUNTIMES)) {
    return openModelSpec(spec, { environment: {}, python: undefined, logLevel: 'ERROR', log });
  }
  const component = await openJavascriptComponent({
    file: 'runtimes.ts',
    exportName: implementation.slice(RUNTIMES.length),
    parameters: [],
    cwd: FIXTURES,
    log,
  });
  return { ...component, name: spec.name, info: { ...component.info, metadata: spec.metadata } };
}
