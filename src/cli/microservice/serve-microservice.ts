import { type Log, RadiantError, toRadiantError } from '../../base/index.ts';
import type { CliIo } from '../cli-io.ts';
import { EXIT_CODES } from '../exit-codes.table.ts';
import { createPaint } from '../paint.ts';
import { readVersion } from '../read-version.ts';
import { watchEnd } from '../watch-end.ts';
import { type BannerFacts, formatBanner } from './format-banner.ts';
import { logStrays } from './log-strays.ts';
import { logUserStack } from './log-user-stack.ts';
import { openLog } from './open-log.ts';
import { exitCodeOf } from './report-failure.ts';
import type { Serving } from './serving.ts';
import type { MicroserviceSettings } from './settings.ts';
import type { EndSignal } from './watch-signals.ts';
import { writePidfile } from './write-pidfile.ts';

/** Opens the class and its doors, says where they are, and serves until a signal comes. Gives the exit code. */
export async function serveMicroservice(settings: MicroserviceSettings, io: CliIo): Promise<number> {
  const log = openLog(settings, { write: (text) => io.writeErr(text), isTTY: io.colour });
  logStrays(log);
  const signals = watchEnd(log);
  const removePidfile = settings.pidfile === undefined ? undefined : await writePidfile(settings.pidfile);
  for (const note of settings.notes) log.warning(note);
  const starting = new AbortController();
  try {
    const opening = open(settings, io, log, starting.signal);
    const early = await Promise.race([signals.first, opening.then(() => undefined)]);
    if (early !== undefined) return await abandon(early, opening, starting, log);
    const serving = await opening;
    announce(serving, settings, io, log);
    await closeGently(serving, await signals.first, settings.gracePeriodMs, log);
    return EXIT_CODES.ok;
  } catch (thrown) {
    logUserStack(thrown, log);
    if (settings.logFormat === 'human' || !(thrown instanceof RadiantError)) throw thrown;
    log.error(thrown.message, { reason: thrown.reason });
    return exitCodeOf(thrown);
  } finally {
    signals.stop();
    await removePidfile?.();
  }
}

/** Workers of a Python class are Python processes; those of a JavaScript class are server processes. */
async function open(
  settings: MicroserviceSettings,
  { environment }: CliIo,
  log: Log,
  signal: AbortSignal,
): Promise<Serving> {
  const decided = settings.workers > 1 ? await decideRuntime(settings) : settings;
  if (decided.workers > 1 && runsInProcess(decided.target)) {
    const { openProcesses } = await import('./open-processes.ts');
    return openProcesses(decided, log, signal);
  }
  const { openSingle } = await import('./open-single.ts');
  return openSingle(decided, { environment, cwd: process.cwd(), log, signal });
}

/** Several processes must agree on where a model file runs before there are any. */
async function decideRuntime(settings: MicroserviceSettings): Promise<MicroserviceSettings> {
  const { target } = settings;
  if (target.language !== 'model' || target.runtime !== 'auto') return settings;
  const { readModel } = await import('../../hosts/model-file/index.ts');
  const { runtime } = await readModel(target, process.cwd());
  return { ...settings, target: { ...target, runtime: runtime === 'python' ? 'python' : 'native' } };
}

function runsInProcess(target: MicroserviceSettings['target']): boolean {
  return target.language === 'javascript' || (target.language === 'model' && target.runtime === 'native');
}

/** People get a picture, log collectors a line. */
function announce(serving: Serving, settings: MicroserviceSettings, io: CliIo, log: Log): void {
  const facts: BannerFacts = {
    version: readVersion(),
    interfaceName: settings.interfaceName,
    serviceType: settings.serviceType,
    host: settings.host,
    httpPort: serving.httpPort,
    grpcPort: serving.grpcPort,
    metricsPort: serving.metricsPort,
    metricsPath: settings.unit.metricsPath,
    workers: settings.workers,
    logLevel: settings.logLevel,
  };
  if (settings.logFormat === 'json') log.info('serving', { ...facts });
  else io.writeOut(formatBanner(facts, createPaint(io), serving.example));
}

/** A signal before the service is up: what was opened is closed again. */
async function abandon(
  signal: EndSignal,
  opening: Promise<Serving>,
  starting: AbortController,
  log: Log,
): Promise<number> {
  log.info(`${signal} during the start: ending`);
  starting.abort();
  const serving = await opening.catch(() => undefined);
  await serving?.close(AbortSignal.abort());
  return EXIT_CODES.ok;
}

async function closeGently(serving: Serving, signal: EndSignal, gracePeriodMs: number, log: Log): Promise<void> {
  log.info(`${signal}: no new requests, those in flight have ${gracePeriodMs / 1000} s to end`);
  const grace = AbortSignal.timeout(gracePeriodMs);
  try {
    await serving.close(grace);
    log.info(grace.aborted ? 'ended; requests that took longer than the grace period were cut' : 'ended');
  } catch (thrown) {
    log.error(`not everything closed: ${toRadiantError(thrown).error.message}`, { cause: String(thrown) });
  }
}
