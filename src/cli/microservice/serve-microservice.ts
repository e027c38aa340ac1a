import { type Log, RadiantError, toRadiantError } from '../../base/index.ts';
import { createLog, createMetrics } from '../../observe/index.ts';
import { openServer, type RunningServer } from '../../server/index.ts';
import type { CliIo } from '../cli-io.ts';
import { EXIT_CODES } from '../exit-codes.table.ts';
import { createPaint } from '../paint.ts';
import { readVersion } from '../read-version.ts';
import { type BannerFacts, formatBanner } from './format-banner.ts';
import { identifyMetrics } from './identify-metrics.ts';
import { openComponent } from './open-component.ts';
import { exitCodeOf } from './report-failure.ts';
import type { MicroserviceSettings } from './settings.ts';
import { type EndSignal, watchSignals } from './watch-signals.ts';
import { writePidfile } from './write-pidfile.ts';

/** Opens the class and its doors, says where they are, and serves until a signal comes. Gives the exit code. */
export async function serveMicroservice(settings: MicroserviceSettings, io: CliIo): Promise<number> {
  const log = openLog(settings, io);
  const signals = watchSignals(process, (signal) => {
    log.warning(`${signal} again: ending at once`);
    process.exit(signal === 'SIGINT' ? EXIT_CODES.interrupted : EXIT_CODES.terminated);
  });
  const removePidfile = settings.pidfile === undefined ? undefined : await writePidfile(settings.pidfile);
  for (const note of settings.notes) log.warning(note);
  const starting = new AbortController();
  try {
    const opening = openAll(settings, io, log, starting.signal);
    const early = await Promise.race([signals.first, opening.then(() => undefined)]);
    if (early !== undefined) return await abandon(early, opening, starting, log);
    const server = await opening;
    announce(server, settings, io, log);
    await closeGently(server, await signals.first, settings.gracePeriodMs, log);
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

function openLog(settings: MicroserviceSettings, io: CliIo): Log {
  return createLog({
    level: settings.logLevel,
    format: settings.logFormat,
    stream: { write: (text) => io.writeErr(text), isTTY: io.colour },
  });
}

async function openAll(
  settings: MicroserviceSettings,
  io: CliIo,
  log: Log,
  signal: AbortSignal,
): Promise<RunningServer> {
  const { unit } = settings;
  const component = await openComponent(settings, { environment: io.environment, cwd: process.cwd(), log, signal });
  try {
    return await openServer({
      component,
      settings: unit,
      metrics: createMetrics(identifyMetrics(unit)),
      log,
      host: settings.host,
      httpPort: settings.httpPort,
      grpcPort: settings.grpcPort,
      metricsPort: settings.metricsPort,
      limits: { maxBodyBytes: settings.maxBodyBytes },
      maxMessageBytes: settings.maxMessageBytes,
      accessLog: settings.accessLog,
    });
  } catch (thrown) {
    await component.close(AbortSignal.abort());
    throw thrown;
  }
}

/** What user code threw is shown with its place; other causes say nothing that the message does not. */
function logUserStack(thrown: unknown, log: Log): void {
  const isUserFault = thrown instanceof RadiantError && /^(START|LOAD)_FAILED$/.test(thrown.reason);
  if (isUserFault && thrown.cause instanceof Error)
    log.error('the class cannot be started', { stack: thrown.cause.stack });
}

/** People get a picture, log collectors a line. */
function announce(server: RunningServer, settings: MicroserviceSettings, io: CliIo, log: Log): void {
  const facts: BannerFacts = {
    version: readVersion(),
    interfaceName: settings.interfaceName,
    serviceType: settings.serviceType,
    host: settings.host,
    httpPort: server.httpPort,
    grpcPort: server.grpcPort,
    metricsPort: server.metricsPort ?? settings.metricsPort,
    metricsPath: settings.unit.metricsPath,
    workers: settings.workers,
    logLevel: settings.logLevel,
  };
  if (settings.logFormat === 'json') log.info('serving', { ...facts });
  else io.writeOut(formatBanner(facts, createPaint(io)));
}

/** A signal before the service is up: what was opened is closed again. */
async function abandon(
  signal: EndSignal,
  opening: Promise<RunningServer>,
  starting: AbortController,
  log: Log,
): Promise<number> {
  log.info(`${signal} during the start: ending`);
  starting.abort();
  const server = await opening.catch(() => undefined);
  await server?.close(AbortSignal.abort());
  return EXIT_CODES.ok;
}

async function closeGently(server: RunningServer, signal: EndSignal, gracePeriodMs: number, log: Log): Promise<void> {
  log.info(`${signal}: no new requests, those in flight have ${gracePeriodMs / 1000} s to end`);
  const grace = AbortSignal.timeout(gracePeriodMs);
  try {
    await server.close(grace);
    log.info(grace.aborted ? 'ended; requests that took longer than the grace period were cut' : 'ended');
  } catch (thrown) {
    log.error(`not everything closed: ${toRadiantError(thrown).error.message}`, { cause: String(thrown) });
  }
}
