import { createDaemonClient, findHomeFolder } from '../../local/index.ts';
import type { CliIo } from '../cli-io.ts';
import { EXIT_CODES } from '../exit-codes.table.ts';
import { runParsed } from '../run-parsed.ts';

/** `radiant stop`: ends the daemon; what was applied comes back with it. */
export async function runStop(args: readonly string[], io: CliIo): Promise<number> {
  return await runParsed(
    args,
    io,
    (command) =>
      command
        .name('stop')
        .description(
          'Ends the daemon and with it all deployments. They come back with the next radiant apply or radiant daemon.',
        )
        .addHelpText('after', `\nExamples:\n  ${io.programName} stop`),
    async () => {
      await createDaemonClient(findHomeFolder(io.environment).socket).end();
      io.writeOut('the daemon ends\n');
      return EXIT_CODES.ok;
    },
  );
}
