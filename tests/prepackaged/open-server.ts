import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DEFAULT_SERVERS, findRuntime } from '../../src/deployment/index.ts';
import { openPrepackagedServer, type ServerRequest } from '../../src/hosts/prepackaged/index.ts';
import { createTestLog } from '../../src/server/fixtures/open-test-door.ts';
import { openTestServer, type TestServer } from '../../src/server/fixtures/open-test-server.ts';

export const MODELS = fileURLToPath(new URL('../golden/servers/', import.meta.url));

export interface OpenedServer extends TestServer {
  /** What it said at the start. */
  readonly said: readonly string[];
}

export interface WantedServer {
  readonly server: keyof typeof DEFAULT_SERVERS;
  /** Folder below tests/golden/servers, or an absolute path; undefined: no model. */
  readonly model: string | undefined;
  readonly protocol?: ServerRequest['protocol'];
  readonly parameters?: Readonly<Record<string, string>>;
  readonly python?: string;
  /** Folder in which packages of Node are looked for. */
  readonly cwd?: string;
}

/** A prepackaged server with its model behind all doors on free ports. */
export async function openServer(wanted: WantedServer): Promise<OpenedServer> {
  const { server, model, protocol = 'seldon', parameters = {}, python, cwd = MODELS } = wanted;
  const log = createTestLog();
  const entry = DEFAULT_SERVERS[server]!;
  const runtime = findRuntime(entry, protocol) ?? Object.values(entry.runtimes)[0]!;
  const component = await openPrepackagedServer({
    ...{ server, runtime: runtime.runtime, files: runtime.files, protocol, name: 'model' },
    path: model === undefined || model.startsWith('/') ? model : MODELS + model,
    parameters: Object.entries(parameters).map(([name, value]) => ({ name, value, type: 'STRING' })),
    settings: { python, workers: 1, timeoutMs: 60_000, maxBatchSize: undefined, logLevel: 'INFO' },
    surroundings: { environment: process.env, cwd, log },
  });
  const opened = await openTestServer(component, { unitId: 'model' }, { grpcPort: 0 });
  return { ...opened, said: log.lines };
}

export interface Expected {
  readonly rows: readonly unknown[];
  readonly outputs: Readonly<Record<string, readonly unknown[]>>;
}

/** What Python answered when the model was made. */
export function expected(model: string): Expected {
  return JSON.parse(readFileSync(`${MODELS}${model}/expected.json`, 'utf8')) as Expected;
}
