import { text } from 'node:stream/consumers';
import { readClusterObjects } from '../../local/index.ts';
import type { CliIo } from '../cli-io.ts';
import { EXIT_CODES } from '../exit-codes.table.ts';
import { runParsed } from '../run-parsed.ts';
import { readClasses } from '../up/read-classes.ts';
import { readDeploymentFiles } from '../up/read-deployment-files.ts';
import { addServersOption, readServersOption } from '../up/servers-option.ts';
import { ensureDaemon } from './ensure-daemon.ts';

/** `radiant apply -f FILE`: starts or changes deployments in the daemon, which is started when it does not run. */
export async function runApply(args: readonly string[], io: CliIo): Promise<number> {
  return await runParsed(
    args,
    io,
    (command) =>
      addServersOption(command)
        .name('apply')
        .description('Starts the SeldonDeployments of files on this machine, or changes them without losing a request.')
        .requiredOption('-f, --filename <name...>', 'files, folders, http(s) addresses, or - for the standard input')
        .option(
          '--class <mapping...>',
          'the class that stands for a container or image: clf=package.Class, repo/name=./model.ts',
        )
        .option('--port <number>', 'port of the ingress, if the daemon must be started')
        .option('--python <path>', 'interpreter for Python classes, if the daemon must be started')
        .addHelpText(
          'after',
          `\nExamples:\n  ${io.programName} apply -f iris.yaml\n` +
            `  ${io.programName} apply -f cluster.yaml --class cluster-model=src.prediction_service.ClusterModel\n  cat iris.yaml | ${io.programName} apply -f -`,
        ),
    async (_words, { filename, class: classes, port, python, servers }) => {
      const registered = await readServersOption(servers as string | undefined, io);
      const files = await readDeploymentFiles(filename as string[], () => text(process.stdin), registered.catalogue);
      for (const warning of files.warnings) io.writeErr(`warning: ${warning}\n`);
      const cwd = process.cwd();
      const more = {
        classes: readClasses((classes as string[] | undefined) ?? [], cwd),
        objects: Object.fromEntries(readClusterObjects(files.others)),
        cwd,
        servers: registered.own,
        serverClasses: Object.fromEntries(registered.classes),
      };
      const flags = [
        ['--port', port],
        ['--python', python],
      ].flatMap(([flag, value]) => (value === undefined ? [] : [String(flag), String(value)]));
      const daemon = await ensureDaemon(io.environment, flags);
      for (const { written } of files.deployments) {
        const done = await daemon.apply({ written, ...more }, (words) => io.writeErr(`  ${words}\n`));
        const verb = done.revision === 1 ? 'created' : `changed to version ${done.revision}`;
        io.writeOut(`seldondeployment ${done.namespace}/${done.name} ${verb}: ${done.url}\n`);
      }
      return EXIT_CODES.ok;
    },
  );
}
