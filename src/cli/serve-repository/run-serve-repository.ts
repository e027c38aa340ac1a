import { resolve } from 'node:path';
import { type Log, readUnitSettings } from '../../base/index.ts';
import { createLog, createMetrics } from '../../observe/index.ts';
import {
  createDefaultComponent,
  type ModelRepository,
  measureComponent,
  openRepository,
  openServer,
  openService,
  scanRepository,
} from '../../server/index.ts';
import { defaultCacheDir, fetchModel, openStorageSession, type StorageSession } from '../../storage/index.ts';
import type { CliIo } from '../cli-io.ts';
import { EXIT_CODES } from '../exit-codes.table.ts';
import { runParsed } from '../run-parsed.ts';
import { watchEnd } from '../watch-end.ts';
import { openModelSpec } from './open-model-spec.ts';
import { addRepositoryOptions, type RepositorySettings, readRepositoryOptions } from './repository-options.ts';
import { wrapModel } from './wrap-model.ts';

const GRACE_MS = 20_000;

/** `radiant serve --repository DIR`: serves all models of a folder or URI until a signal comes. Gives the exit code. */
export async function runServeRepository(args: readonly string[], io: CliIo): Promise<number> {
  return await runParsed(
    args,
    io,
    (command) => addRepositoryOptions(command, io.programName),
    (_words, options) => serve(readRepositoryOptions(options), io),
  );
}

async function serve(settings: RepositorySettings, io: CliIo): Promise<number> {
  const { environment } = io;
  const log = createLog({
    level: settings.logLevel,
    format: 'human',
    stream: { write: (text) => io.writeErr(text), isTTY: io.colour },
  });
  const signals = watchEnd(log);
  const metrics = createMetrics({});
  const unit = readUnitSettings(environment);
  const session = openStorageSession({ environment });
  const locate = locateIn(settings, io, session, log);
  const repository = await openRepository({
    scan: async () => scanRepository(await locate(), settings.versionPolicy),
    open: async (spec) =>
      wrapModel(
        await openModelSpec(spec, { environment, python: settings.python, logLevel: settings.logLevel, log }),
        spec,
        settings,
      ),
    serve: (component, spec) =>
      openService({
        component: measureComponent(component, metrics, spec),
        settings: { ...unit, unitId: spec.name },
        metrics,
        log,
      }),
    loadsAtStart: settings.loadsAtStart,
    maxMemoryBytes: settings.maxMemoryBytes,
    log,
  });
  const server = await openServer({
    component: createDefaultComponent(repository, 'repository'),
    models: repository,
    settings: unit,
    metrics,
    log,
    host: settings.host,
    httpPort: settings.httpPort,
    grpcPort: settings.grpcPort,
    metricsPort: settings.metricsPort,
  });
  io.writeOut(formatStart(repository, server.httpPort, server.grpcPort));
  const stopWatching = watch(repository, settings.watchSeconds);
  const signal = await signals.first;
  log.info(`${signal}: no new requests, those in flight have ${GRACE_MS / 1000} s to end`);
  stopWatching();
  const grace = AbortSignal.timeout(GRACE_MS);
  await server.close(grace);
  await repository.close(grace);
  session.close();
  metrics.close();
  signals.stop();
  return EXIT_CODES.ok;
}

/** The folder of the repository now: a URI is asked for a newer version each time. */
function locateIn(
  { repository, cacheDir }: RepositorySettings,
  { environment }: CliIo,
  session: StorageSession,
  log: Log,
): () => Promise<string> {
  if (!/^[a-z][a-z0-9+.-]*:/i.test(repository)) return () => Promise.resolve(resolve(repository));
  const folder = resolve(cacheDir ?? defaultCacheDir(environment));
  return async () => (await fetchModel(repository, { environment, cacheDir: folder, session, log })).path;
}

/** Looks again so long after the last look has ended: a slow store is not asked by several at once. */
function watch(repository: ModelRepository, seconds: number): () => void {
  if (seconds === 0) return () => {};
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  const wait = (): void => {
    if (!isStopped) timer = setTimeout(() => void repository.refresh().finally(wait), seconds * 1000);
  };
  wait();
  return () => {
    isStopped = true;
    clearTimeout(timer);
  };
}

function formatStart(repository: ModelRepository, httpPort: number, grpcPort: number | undefined): string {
  const models = repository.list();
  const failed = models.filter(({ state }) => state === 'UNAVAILABLE');
  const lines = models
    .slice(0, 20)
    .map(
      ({ name, version, state, reason }) =>
        `  ${name}${version === '' ? '' : ` ${version}`}  ${state}${reason === '' ? '' : `: ${reason}`}`,
    );
  if (models.length > lines.length) lines.push(`  and ${models.length - lines.length} more`);
  const root = `http://localhost:${httpPort}`;
  const [first] = models;
  return [
    `\n${models.length} model version${models.length === 1 ? '' : 's'}${failed.length === 0 ? '' : `, ${failed.length} of them cannot be served`}`,
    ...lines,
    `  index     curl -X POST ${root}/v2/repository/index -d '{}'`,
    `  V2        ${root}/v2/models/${first?.name ?? 'NAME'}/infer`,
    `  Seldon    ${root}/models/${first?.name ?? 'NAME'}/api/v1.0/predictions`,
    `  doc page  ${root}/api/v1.0/doc/`,
    `  gRPC      ${grpcPort === undefined ? 'off' : `localhost:${grpcPort}`}\n\n`,
  ].join('\n');
}
