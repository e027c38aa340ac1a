import { findHomeFolder, openAdminServer, openDaemon } from '../../local/index.ts';
import { createLog } from '../../observe/index.ts';
import type { CliIo } from '../cli-io.ts';
import { EXIT_CODES } from '../exit-codes.table.ts';
import { readVersion } from '../read-version.ts';
import { runParsed } from '../run-parsed.ts';
import { addIngressOptions, type IngressWords, readIngressOptions } from '../up/ingress-options.ts';
import { openSurroundings } from '../up/open-surroundings.ts';
import { watchEnd } from '../watch-end.ts';

const GRACE_MS = 20_000;

/** `radiant daemon`: what runs deployments behind `radiant apply`, in the foreground. Gives the exit code. */
export async function runDaemon(args: readonly string[], io: CliIo): Promise<number> {
  return await runParsed(
    args,
    io,
    (command) =>
      addIngressOptions(
        command
          .name('daemon')
          .description(
            'Runs what was applied, behind one port, until it is stopped. radiant apply starts it by itself; run it from a service manager ' +
              'to have deployments back after a reboot.',
          ),
      ).addHelpText('after', `\nExamples:\n  ${io.programName} daemon\n  ${io.programName} daemon --port 8080`),
    (_words, options) => serve(options as unknown as IngressWords, io),
  );
}

async function serve(words: IngressWords, io: CliIo): Promise<number> {
  const { environment } = io;
  const options = readIngressOptions(words);
  const { host, port, logLevel } = options;
  const home = findHomeFolder(environment);
  const log = createLog({ level: logLevel, format: 'json', stream: { write: (line) => io.writeErr(line) } });
  const signals = watchEnd(log);
  const surroundings = await openSurroundings(options, io, log);
  const daemon = await openDaemon({ ...surroundings, home, host, port, version: readVersion() });
  const admin = await openAdminServer(daemon, home.socket);
  log.info(`the daemon listens on port ${daemon.view.port}`);
  await Promise.race([signals.first, admin.ended]);
  log.info('the daemon ends');
  await admin.close();
  await daemon.close(AbortSignal.timeout(GRACE_MS));
  await surroundings.close();
  signals.stop();
  return EXIT_CODES.ok;
}
