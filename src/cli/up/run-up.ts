import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { type Log, RadiantError } from '../../base/index.ts';
import {
  type ImageTable,
  type LocalControl,
  type LocalProgress,
  openLocalControl,
  readClusterObjects,
} from '../../local/index.ts';
import { createLog } from '../../observe/index.ts';
import { openIngress } from '../../server/index.ts';
import { defaultCacheDir } from '../../storage/index.ts';
import type { CliIo } from '../cli-io.ts';
import { formatSize } from '../download/format-progress.ts';
import { EXIT_CODES } from '../exit-codes.table.ts';
import { watchSignals } from '../microservice/watch-signals.ts';
import { createPaint } from '../paint.ts';
import { runParsed } from '../run-parsed.ts';
import { formatUpBanner } from './format-up-banner.ts';
import { createOpenNode } from './open-node.ts';
import { readDeploymentFiles } from './read-deployment-files.ts';

/** Where Seldon's Python client looks for a gateway when it is told nothing. */
const DEFAULT_PORT = 8003;
const GRACE_MS = 20_000;
const SAY_EVERY_MS = 1000;

/** `radiant up -f FILE`: runs SeldonDeployments on this machine until a signal comes. Gives the exit code. */
export async function runUp(args: readonly string[], io: CliIo): Promise<number> {
  return await runParsed(
    args,
    io,
    (command) =>
      command
        .name('up')
        .description(
          'Runs the SeldonDeployments of YAML or JSON files on this machine, behind the paths of a cluster, until Ctrl-C.',
        )
        .requiredOption('-f, --filename <name...>', 'files, folders, http(s) addresses, or - for the standard input')
        .option(
          '--class <mapping...>',
          'the class that stands for a container or image: clf=package.Class, repo/name=./model.ts',
        )
        .option('--host <address>', 'address to listen on', '0.0.0.0')
        .option('--port <number>', 'port of the ingress, REST and gRPC', String(DEFAULT_PORT))
        .option('--python <path>', 'interpreter for Python classes')
        .option('--cache-dir <folder>', 'where downloaded models are kept')
        .option('--log-level <level>', 'DEBUG, INFO, WARNING or ERROR', 'INFO')
        .addHelpText(
          'after',
          `\nExamples:\n  ${io.programName} up -f iris.yaml\n` +
            `  ${io.programName} up -f cluster.yaml --class cluster-model=src.prediction_service.ClusterModel\n` +
            `  ${io.programName} up -f deployments/ -f secret.yaml --port 9003`,
        ),
    (_words, options) => serve(options as unknown as UpOptions, io),
  );
}

interface UpOptions {
  readonly filename: readonly string[];
  readonly class?: readonly string[];
  readonly host: string;
  readonly port: string;
  readonly python?: string;
  readonly cacheDir?: string;
  readonly logLevel: string;
}

async function serve(options: UpOptions, io: CliIo): Promise<number> {
  const files = await readDeploymentFiles(options.filename, () => text(process.stdin));
  const level = readLevel(options.logLevel);
  const log = createLog({ level, format: 'human', stream: { write: (line) => io.writeErr(line), isTTY: io.colour } });
  for (const warning of files.warnings) log.warning(warning);
  const control = openControl(options, io, log, level);
  const ending = new AbortController();
  const signals = watchSignals(process, (signal) => {
    log.warning(`${signal} again: ending at once`);
    process.exit(signal === 'SIGINT' ? EXIT_CODES.interrupted : EXIT_CODES.terminated);
  });
  void signals.first.then(() => ending.abort());
  try {
    const ingress = await openIngress({
      routes: control.routes,
      host: options.host,
      port: readPort(options.port),
      log,
    });
    try {
      const context = {
        images: readMappings(options.class ?? []),
        objects: readClusterObjects(files.others),
        cwd: process.cwd(),
      };
      for (const { deployment } of files.deployments) await control.apply(deployment, context, ending.signal);
      if (!ending.signal.aborted) io.writeOut(formatUpBanner(control.list(), ingress.port, createPaint(io)));
      const signal = await signals.first;
      log.info(`${signal}: no new requests, those in flight have ${GRACE_MS / 1000} s to end`);
    } catch (thrown) {
      // Ctrl-C during the start is no failure.
      if (!ending.signal.aborted) throw thrown;
    } finally {
      await ingress.close(AbortSignal.timeout(GRACE_MS));
    }
    return EXIT_CODES.ok;
  } finally {
    signals.stop();
    await control.close(AbortSignal.timeout(GRACE_MS));
  }
}

function openControl(options: UpOptions, io: CliIo, log: Log, level: ReturnType<typeof readLevel>): LocalControl {
  const { environment } = io;
  const openNode = createOpenNode({ python: options.python, logLevel: level, environment });
  const cacheDir = resolve(options.cacheDir ?? defaultCacheDir(environment));
  const onProgress = sayProgress(log);
  return openLocalControl({ openNode, environment, cacheDir, hasEngine: false, log, onProgress });
}

/** `name=class` words. Throws INVALID_ARGUMENT for one without `=`. */
function readMappings(words: readonly string[]): ImageTable {
  return new Map(
    words.map((word) => {
      const at = word.indexOf('=');
      if (at <= 0) {
        throw new RadiantError('INVALID_ARGUMENT', `--class ${word}: write container=class or image=class`, {
          reason: 'USAGE',
        });
      }
      return [word.slice(0, at), { class: word.slice(at + 1), folder: process.cwd() }];
    }),
  );
}

function sayProgress(log: Log): (progress: LocalProgress) => void {
  let saidMs = 0;
  return ({ namespace, deployment, node, doneBytes, totalBytes }) => {
    const place = `${namespace}/${deployment}, node ${node}`;
    if (doneBytes === undefined) log.info(`${place}: starting`);
    else if (Date.now() - saidMs >= SAY_EVERY_MS) {
      saidMs = Date.now();
      const total = totalBytes === undefined ? '' : ` of ${formatSize(totalBytes)}`;
      log.info(`${place}: downloaded ${formatSize(doneBytes)}${total}`);
    }
  };
}

function readPort(word: string): number {
  const port = Number(word);
  if (/^\d+$/.test(word) && port <= 65_535) return port;
  throw new RadiantError('INVALID_ARGUMENT', `--port ${word}: give a number from 0 to 65535`, { reason: 'USAGE' });
}

function readLevel(word: string): 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR' {
  const level = word.toUpperCase();
  if (level === 'DEBUG' || level === 'INFO' || level === 'WARNING' || level === 'ERROR') return level;
  throw new RadiantError('INVALID_ARGUMENT', `--log-level ${word}: give DEBUG, INFO, WARNING or ERROR`, {
    reason: 'USAGE',
  });
}
