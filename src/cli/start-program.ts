import { readEnvironment } from '../base/index.ts';
import { hasColour } from './has-colour.ts';
import { runCli } from './run-cli.ts';

/** Runs this process's command line under a name and ends the process with its exit code. */
export async function startProgram(programName: string): Promise<never> {
  const environment = readEnvironment();
  const code = await runCli(process.argv.slice(2), {
    environment,
    writeOut: (text) => void process.stdout.write(text),
    writeErr: (text) => void process.stderr.write(text),
    colour: hasColour(process.stdout, environment),
    programName,
  });
  process.exit(code);
}
