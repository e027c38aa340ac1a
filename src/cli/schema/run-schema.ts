import { toJsonSchema } from '../../deployment/index.ts';
import type { CliIo } from '../cli-io.ts';
import { EXIT_CODES } from '../exit-codes.table.ts';
import { runParsed } from '../run-parsed.ts';

/** `radiant schema`: prints the JSON Schema of SeldonDeployment files, with which editors complete and check them. */
export async function runSchema(args: readonly string[], io: CliIo): Promise<number> {
  return await runParsed(
    args,
    io,
    (command) =>
      command
        .name('schema')
        .description('Prints the JSON Schema of SeldonDeployment files, with which editors complete and check them.')
        .addHelpText(
          'after',
          `\nExamples:\n  ${io.programName} schema > seldondeployment.schema.json\n` +
            '  # then, on the first line of a deployment: # yaml-language-server: $schema=seldondeployment.schema.json',
        ),
    () => {
      io.writeOut(`${JSON.stringify(toJsonSchema(), undefined, 2)}\n`);
      return Promise.resolve(EXIT_CODES.ok);
    },
  );
}
