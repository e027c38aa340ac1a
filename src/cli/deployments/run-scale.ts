import { RadiantError } from '../../base/index.ts';
import type { CliIo } from '../cli-io.ts';
import { EXIT_CODES } from '../exit-codes.table.ts';
import { runParsed } from '../run-parsed.ts';
import { findDaemon } from './ensure-daemon.ts';
import { addNamespace, readName } from './named-deployment.ts';

interface Written {
  readonly spec: { readonly predictors: readonly { readonly name?: string; readonly replicas?: unknown }[] };
}

/** `radiant scale NAME --replicas N`: changes how many copies a predictor's nodes have. */
export async function runScale(args: readonly string[], io: CliIo): Promise<number> {
  return await runParsed(
    args,
    io,
    (command) =>
      addNamespace(
        command
          .name('scale')
          .description(
            'Changes the number of copies; 0 ends them. Nodes of Python classes get so many processes; native ones share one process.',
          )
          .argument('<name>', 'a deployment: name or namespace/name')
          .requiredOption('--replicas <number>', 'copies')
          .option('--predictor <name>', 'only of this predictor'),
      ).addHelpText('after', `\nExamples:\n  ${io.programName} scale iris --replicas 3`),
    async ([word = ''], options) => {
      const replicas = Number(options.replicas);
      if (!/^\d{1,4}$/.test(String(options.replicas))) {
        throw new RadiantError(
          'INVALID_ARGUMENT',
          `--replicas ${String(options.replicas)}: give a whole number from 0 on`,
          { reason: 'USAGE' },
        );
      }
      const daemon = await findDaemon(io.environment);
      const [namespace, name] = readName(word, options);
      const { spec, ...rest } = (await daemon.find(namespace, name)).written as Written;
      const predictors = spec.predictors.map((one) =>
        options.predictor === undefined || one.name === options.predictor ? { ...one, replicas } : one,
      );
      const written = { ...rest, spec: { ...spec, predictors } };
      const done = await daemon.amend(namespace, name, written, (words) => io.writeErr(`  ${words}\n`));
      io.writeOut(`seldondeployment ${namespace}/${name} scaled to ${replicas} (version ${done.revision})\n`);
      return EXIT_CODES.ok;
    },
  );
}
