import { setTimeout as wait } from 'node:timers/promises';
import { RadiantError } from '../../base/index.ts';
import type { DaemonClient } from '../../local/index.ts';
import type { CliIo } from '../cli-io.ts';
import { EXIT_CODES } from '../exit-codes.table.ts';
import { runParsed } from '../run-parsed.ts';
import { findDaemon } from './ensure-daemon.ts';
import { formatTable } from './format-table.ts';
import { addNamespace, readName } from './named-deployment.ts';

type Act = (
  daemon: DaemonClient,
  namespace: string,
  name: string,
  options: Readonly<Record<string, unknown>>,
  io: CliIo,
) => Promise<number>;

const POLL_MS = 200;

/** What can be asked of a rollout. */
const ACTS: Readonly<Record<string, Act>> = {
  history: async (daemon, namespace, name, _options, io) => {
    const rows = (await daemon.history(namespace, name)).map(({ number, appliedAt, isCurrent }) => [
      String(number),
      appliedAt,
      isCurrent ? 'current' : '',
    ]);
    io.writeOut(formatTable(['VERSION', 'APPLIED', ''], rows));
    return EXIT_CODES.ok;
  },
  status: async (daemon, namespace, name, _options, io) => {
    for (;;) {
      const { state, description, revision } = await daemon.find(namespace, name);
      if (state === 'Creating') {
        await wait(POLL_MS);
        continue;
      }
      io.writeOut(
        `${namespace}/${name} version ${revision}: ${state}${description === '' ? '' : `: ${description}`}\n`,
      );
      return state === 'Available' ? EXIT_CODES.ok : EXIT_CODES.startFailed;
    }
  },
  undo: async (daemon, namespace, name, { toRevision }, io) => {
    const done = await daemon.undo(namespace, name, readRevision(toRevision), (words) => io.writeErr(`  ${words}\n`));
    io.writeOut(`seldondeployment ${namespace}/${name} rolled back (version ${done.revision})\n`);
    return EXIT_CODES.ok;
  },
};

/** `radiant rollout status|history|undo NAME`. */
export async function runRollout(args: readonly string[], io: CliIo): Promise<number> {
  return await runParsed(
    args,
    io,
    (command) =>
      addNamespace(
        command
          .name('rollout')
          .description(
            'Waits for the end of a change (status), lists the versions of a deployment (history), or goes back to an earlier one (undo).',
          )
          .argument('<act>', Object.keys(ACTS).join(', '))
          .argument('<name>', 'a deployment: name or namespace/name')
          .option('--to-revision <number>', 'with undo: the version to go back to (the one before when absent)'),
      ).addHelpText(
        'after',
        `\nExamples:\n  ${io.programName} rollout status iris\n  ${io.programName} rollout undo iris --to-revision 2`,
      ),
    async ([act = '', word = ''], options) => {
      const run = Object.hasOwn(ACTS, act) ? ACTS[act] : undefined;
      if (run === undefined)
        throw new RadiantError('INVALID_ARGUMENT', `rollout ${act}: give ${Object.keys(ACTS).join(', ')}`, {
          reason: 'USAGE',
        });
      return await run(await findDaemon(io.environment), ...readName(word, options), options, io);
    },
  );
}

function readRevision(word: unknown): number | undefined {
  if (word === undefined) return undefined;
  if (/^\d{1,9}$/.test(String(word))) return Number(word);
  throw new RadiantError(
    'INVALID_ARGUMENT',
    `--to-revision ${String(word)}: give a version that radiant rollout history lists`,
    { reason: 'USAGE' },
  );
}
