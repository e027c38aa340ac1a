import { text } from 'node:stream/consumers';
import { RadiantError } from '../../base/index.ts';
import type { ServerCatalogue } from '../../deployment/index.ts';
import type { CliIo } from '../cli-io.ts';
import { EXIT_CODES } from '../exit-codes.table.ts';
import { runParsed } from '../run-parsed.ts';
import { readDeploymentFiles } from '../up/read-deployment-files.ts';
import { addServersOption, readServersOption } from '../up/servers-option.ts';
import { findDaemon } from './ensure-daemon.ts';
import { addNamespace, readName } from './named-deployment.ts';

/** `radiant delete NAME`: takes deployments away once their requests have ended. */
export async function runDelete(args: readonly string[], io: CliIo): Promise<number> {
  return await runParsed(
    args,
    io,
    (command) =>
      addNamespace(
        addServersOption(command)
          .name('delete')
          .description('Takes deployments away. Requests in flight are answered first.')
          .argument('[name...]', 'deployments: name or namespace/name')
          .option('-f, --filename <name...>', 'those of these files')
          .option('--all', 'all of them'),
      ).addHelpText('after', `\nExamples:\n  ${io.programName} delete iris\n  ${io.programName} delete -f iris.yaml`),
    async (words, options) => {
      const daemon = await findDaemon(io.environment);
      const names = words.map((word) => readName(word, options));
      if (options.filename !== undefined) {
        const { catalogue } = await readServersOption(options.servers as string | undefined, io);
        names.push(...(await namesIn(options.filename as string[], catalogue)));
      }
      if (options.all === true)
        names.push(...(await daemon.list()).map(({ namespace, name }) => [namespace, name] as const));
      if (names.length === 0 && options.all !== true) {
        throw new RadiantError('INVALID_ARGUMENT', 'give a name, -f FILE or --all', { reason: 'USAGE' });
      }
      for (const [namespace, name] of names) {
        await daemon.remove(namespace, name);
        io.writeOut(`seldondeployment ${namespace}/${name} deleted\n`);
      }
      return EXIT_CODES.ok;
    },
  );
}

async function namesIn(
  files: readonly string[],
  servers: ServerCatalogue,
): Promise<readonly (readonly [string, string])[]> {
  const { deployments } = await readDeploymentFiles(files, () => text(process.stdin), servers);
  return deployments.map(({ deployment: { metadata } }) => [metadata.namespace ?? 'default', metadata.name ?? '']);
}
