import { text } from 'node:stream/consumers';
import { type Log, RadiantError } from '../../base/index.ts';
import { type LocalProgress, openLocalControl, readClusterObjects } from '../../local/index.ts';
import { createLog } from '../../observe/index.ts';
import { openIngress } from '../../server/index.ts';
import type { CliIo } from '../cli-io.ts';
import { formatSize } from '../download/format-progress.ts';
import { EXIT_CODES } from '../exit-codes.table.ts';
import { createPaint } from '../paint.ts';
import { runParsed } from '../run-parsed.ts';
import { watchEnd } from '../watch-end.ts';
import { formatUpBanner } from './format-up-banner.ts';
import { addIngressOptions, type IngressWords, readIngressOptions } from './ingress-options.ts';
import { openSurroundings } from './open-surroundings.ts';
import { readClasses } from './read-classes.ts';
import { readDeploymentFiles } from './read-deployment-files.ts';
import { readServersOption } from './servers-option.ts';

const GRACE_MS = 20_000;
const SAY_EVERY_MS = 1000;

/** `radiant up -f FILE`: runs SeldonDeployments on this machine until a signal comes. Gives the exit code. */
export async function runUp(args: readonly string[], io: CliIo): Promise<number> {
  return await runParsed(
    args,
    io,
    (command) =>
      addIngressOptions(
        command
          .name('up')
          .description(
            'Runs the SeldonDeployments of YAML or JSON files on this machine, behind the paths of a cluster, until Ctrl-C.',
          )
          .requiredOption('-f, --filename <name...>', 'files, folders, http(s) addresses, or - for the standard input')
          .option(
            '--class <mapping...>',
            'the class that stands for a container or image: clf=package.Class, repo/name=./model.ts',
          ),
      ).addHelpText(
        'after',
        `\nExamples:\n  ${io.programName} up -f iris.yaml\n` +
          `  ${io.programName} up -f cluster.yaml --class cluster-model=src.prediction_service.ClusterModel\n` +
          `  ${io.programName} up -f deployments/ -f secret.yaml --port 9003`,
      ),
    (_words, options) => serve(options as unknown as UpOptions, io),
  );
}

interface UpOptions extends IngressWords {
  readonly filename: readonly string[];
  readonly class?: readonly string[];
}

async function serve(options: UpOptions, io: CliIo): Promise<number> {
  const ingressOptions = readIngressOptions(options);
  const { catalogue } = await readServersOption(ingressOptions.serversFile, io);
  const files = await readDeploymentFiles(options.filename, () => text(process.stdin), catalogue);
  if (files.deployments.length === 0) {
    throw new RadiantError('INVALID_ARGUMENT', `there is no SeldonDeployment in ${options.filename.join(', ')}`, {
      reason: 'NO_DEPLOYMENT',
    });
  }
  const { host, port, logLevel } = ingressOptions;
  const log = createLog({
    level: logLevel,
    format: 'human',
    stream: { write: (line) => io.writeErr(line), isTTY: io.colour },
  });
  for (const warning of files.warnings) log.warning(warning);
  const surroundings = await openSurroundings(ingressOptions, io, log);
  const control = openLocalControl({ ...surroundings, onProgress: sayProgress(log) });
  const ending = new AbortController();
  const signals = watchEnd(log);
  void signals.first.then(() => ending.abort());
  try {
    const ingress = await openIngress({ routes: control.routes, host, port, log });
    try {
      const context = {
        images: new Map(Object.entries(readClasses(options.class ?? [], process.cwd()))),
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
    await surroundings.close();
  }
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
