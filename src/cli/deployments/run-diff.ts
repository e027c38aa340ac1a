import { text } from 'node:stream/consumers';
import { createTwoFilesPatch } from 'diff';
import { stringify } from 'yaml';
import { RadiantError } from '../../base/index.ts';
import type { DaemonClient } from '../../local/index.ts';
import type { CliIo } from '../cli-io.ts';
import { EXIT_CODES } from '../exit-codes.table.ts';
import { runParsed } from '../run-parsed.ts';
import { readDeploymentFiles } from '../up/read-deployment-files.ts';
import { addServersOption, readServersOption } from '../up/servers-option.ts';
import { findDaemon } from './ensure-daemon.ts';

/** `radiant diff -f FILE`: what apply would change. 0 when nothing, 1 when something, as kubectl does. */
export async function runDiff(args: readonly string[], io: CliIo): Promise<number> {
  return await runParsed(
    args,
    io,
    (command) =>
      addServersOption(command)
        .name('diff')
        .description('Shows what apply would change, line by line. Exit code 1 when there is something.')
        .requiredOption('-f, --filename <name...>', 'files, folders, http(s) addresses, or - for the standard input')
        .addHelpText('after', `\nExamples:\n  ${io.programName} diff -f iris.yaml`),
    async (_words, { filename, servers }) => {
      const { catalogue } = await readServersOption(servers as string | undefined, io);
      const { deployments } = await readDeploymentFiles(filename as string[], () => text(process.stdin), catalogue);
      const daemon = await findDaemon(io.environment);
      let isDifferent = false;
      for (const { deployment, written } of deployments) {
        const { namespace = 'default', name = '' } = deployment.metadata;
        const running = await writtenOf(daemon, namespace, name);
        const next = stringify(written);
        if (running === next) continue;
        isDifferent = true;
        io.writeOut(createTwoFilesPatch(`running ${namespace}/${name}`, `file ${namespace}/${name}`, running, next));
      }
      return isDifferent ? EXIT_CODES.startFailed : EXIT_CODES.ok;
    },
  );
}

/** Empty for a deployment that is not there yet. */
async function writtenOf(daemon: DaemonClient, namespace: string, name: string): Promise<string> {
  try {
    return stringify((await daemon.find(namespace, name)).written);
  } catch (thrown) {
    if (thrown instanceof RadiantError && (thrown.reason === 'DEPLOYMENT_NOT_FOUND' || thrown.reason === 'NO_DAEMON'))
      return '';
    throw thrown;
  }
}
