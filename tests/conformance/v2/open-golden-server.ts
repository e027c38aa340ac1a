import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RadiantError } from '../../../src/base/index.ts';
import { openJavascriptComponent } from '../../../src/hosts/javascript/index.ts';
import { openNativeComponent, readModelSource } from '../../../src/hosts/native/index.ts';
import { createMetrics } from '../../../src/observe/index.ts';
import type { Component, JsonObject } from '../../../src/payload/index.ts';
import { DEFAULT_LIMITS, type DoorOptions } from '../../../src/server/door.ts';
import { TEST_SETTINGS } from '../../../src/server/fixtures/create-test-component.ts';
import { createTestLog } from '../../../src/server/fixtures/open-test-door.ts';
import { openGrpcDoor } from '../../../src/server/grpc/index.ts';
import {
  batchComponent,
  cacheComponent,
  type ModelDirectory,
  type ServedModel,
} from '../../../src/server/models/index.ts';
import { openRestDoor } from '../../../src/server/rest/open-rest-door.ts';
import { openService } from '../../../src/server/service/index.ts';

const MODELS = fileURLToPath(new URL('../../golden/v2/models/', import.meta.url));
const FIXTURES = fileURLToPath(new URL('fixtures/', import.meta.url));

/** The models of the recording: those of scikit-learn by their folders, the custom runtimes by the class that stands for each. */
const RUNTIMES: Readonly<Record<string, string>> = {
  batched: 'Batched',
  boom: 'Boom',
  codecs: 'Codecs',
  decorated: 'Decorated',
  echo: 'Echo',
  'echo-noversion': 'Echo',
  hdrs: 'Hdrs',
  'raw-custom': 'Nothing',
  streamer: 'Streamer',
};
const FOLDERS = ['iris-v1', 'iris-v2', 'kmeans', 'linreg', 'noversion', 'pandas-model', 'probamodel', 'scaler'];

export interface GoldenServer {
  readonly httpPort: number;
  readonly grpcPort: number;
  close(): Promise<void>;
}

/** What was recorded of servers that differ: two models with a cache, and one model that is still loading. */
export type Setup = 'all' | 'cache' | 'loading';

interface Served {
  readonly runtimes: Readonly<Record<string, string>>;
  readonly folders: readonly string[];
  wrap(component: Component, name: string): Component;
}

const SETUPS: Readonly<Record<Setup, Served>> = {
  all: {
    runtimes: RUNTIMES,
    folders: FOLDERS,
    wrap: (component, name) =>
      name === 'batched' ? batchComponent(component, { maxRows: 4, maxDelayMs: 400 }) : component,
  },
  cache: {
    runtimes: { echo: 'Echo', echo2: 'Echo' },
    folders: [],
    wrap: (component) => cacheComponent(component, { maxBytes: 1 << 20 }),
  },
  loading: {
    runtimes: {},
    folders: ['kmeans'],
    wrap: (component) => ({ ...component, isReady: () => false }),
  },
};

export type GoldenServers = Readonly<Record<Setup, GoldenServer>>;

/** Serves the recorded models in this process, as each of the recorded servers did. */
export async function openGoldenServers(): Promise<GoldenServers> {
  const [all, cache, loading] = await Promise.all([open('all'), open('cache'), open('loading')]);
  return { all, cache, loading };
}

export async function closeGoldenServers(servers: GoldenServers): Promise<void> {
  await Promise.all(Object.values(servers).map((server) => server.close()));
}

async function open(setup: Setup): Promise<GoldenServer> {
  const { runtimes, folders, wrap } = SETUPS[setup];
  const log = createTestLog();
  const metrics = createMetrics({}, { process: false });
  const serve = (component: Component, name: string, version: string): ServedModel => ({
    name,
    version,
    service: openService({
      component: wrap(component, name),
      settings: { ...TEST_SETTINGS, deploymentId: 'golden' },
      metrics,
      log,
    }),
  });
  const models = await Promise.all([
    ...Object.entries(runtimes).map(async ([name, exportName]) => {
      const component = await openJavascriptComponent({
        file: 'runtimes.ts',
        exportName,
        parameters: [],
        cwd: FIXTURES,
        log,
      });
      return serve(component, name, name === 'echo-noversion' ? '' : 'v1');
    }),
    ...folders.map(async (folder) => {
      const settings = readSettings(folder);
      const file = folder === 'probamodel' ? 'model.pkl' : 'model.joblib';
      const source = await readModelSource(join(MODELS, folder, file));
      const method = settings.parameters?.extra?.predict_fn;
      const component = await openNativeComponent({ source, name: settings.name, method, log });
      const metadata = metadataOf(settings);
      return serve(
        { ...component, info: { ...component.info, metadata } },
        settings.name,
        settings.parameters?.version ?? '',
      );
    }),
  ]);
  const options: DoorOptions = {
    service: serve(models[0]!.service.component, 'golden', '').service,
    models: createTableDirectory(models),
    host: '127.0.0.1',
    port: 0,
    limits: { ...DEFAULT_LIMITS, idleGraceMs: 10 },
    log,
    accessLog: false,
  };
  const [rest, grpc] = await Promise.all([openRestDoor(options), openGrpcDoor(options)]);
  const close = async (): Promise<void> => {
    await Promise.all([rest.close(AbortSignal.abort()), grpc.close(AbortSignal.abort())]);
    await Promise.all(models.map(({ service }) => service.component.close()));
  };
  return { httpPort: rest.port, grpcPort: grpc.port, close };
}

interface Settings {
  readonly name: string;
  readonly platform?: string;
  readonly versions?: readonly string[];
  readonly inputs?: readonly unknown[];
  readonly outputs?: readonly unknown[];
  readonly parameters?: {
    readonly version?: string;
    readonly content_type?: string;
    readonly extra?: { readonly predict_fn?: string };
  };
}

/** What the settings say of a model; all else is empty, as in the recording. */
function metadataOf({
  name,
  platform = '',
  versions = [],
  inputs = [],
  outputs = [],
  parameters,
}: Settings): JsonObject {
  const contentType = parameters?.content_type;
  const own = contentType === undefined ? {} : { content_type: contentType };
  return { name, platform, versions, inputs, outputs, parameters: own } as unknown as JsonObject;
}

function readSettings(folder: string): Settings {
  return JSON.parse(readFileSync(join(MODELS, folder, 'model-settings.json'), 'utf8')) as Settings;
}

/** Models by name and version; one without a version is the default, else the last version is. */
function createTableDirectory(models: readonly ServedModel[]): ModelDirectory {
  const unloaded = new Set<string>();
  const notFound = (what: string, reason: string): RadiantError =>
    new RadiantError('NOT_FOUND', `Model ${what} not found`, { reason });
  const find: ModelDirectory['find'] = (name = '', { version } = {}) => {
    const versions = unloaded.has(name) ? [] : models.filter((model) => model.name === name);
    const sorted = versions.toSorted((a, b) => (a.version < b.version ? -1 : 1));
    if (version === undefined) {
      const model = sorted.find((one) => one.version === '') ?? sorted.at(-1);
      if (model === undefined) throw notFound(name, 'MODEL_NOT_FOUND');
      return model;
    }
    const model = versions.find((one) => one.version === version);
    if (model === undefined) throw notFound(`${name} with version ${version}`, 'MODEL_VERSION_NOT_FOUND');
    return model;
  };
  const assertKnown = (name: string): void => {
    if (!models.some((model) => model.name === name)) throw notFound(name, 'MODEL_NOT_FOUND');
  };
  return {
    find,
    isReady: (name, wish) => (find(name, wish) as ServedModel).service.isReady(),
    isAllReady: () => models.every(({ service }) => service.isReady()),
    watchReady: () => () => {},
    list: () =>
      models.map(({ name, version }) => ({
        name,
        version,
        state: unloaded.has(name) ? 'UNAVAILABLE' : 'READY',
        reason: '',
      })),
    async load(name) {
      assertKnown(name);
      unloaded.delete(name);
    },
    async unload(name) {
      if (unloaded.has(name)) throw notFound(name, 'MODEL_NOT_FOUND');
      assertKnown(name);
      unloaded.add(name);
    },
  };
}
