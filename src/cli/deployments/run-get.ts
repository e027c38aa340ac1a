import { stringify } from 'yaml';
import { RadiantError } from '../../base/index.ts';
import type { DeploymentView } from '../../local/index.ts';
import type { CliIo } from '../cli-io.ts';
import { EXIT_CODES } from '../exit-codes.table.ts';
import { runParsed } from '../run-parsed.ts';
import { findDaemon } from './ensure-daemon.ts';
import { formatTable } from './format-table.ts';
import { readName } from './named-deployment.ts';

const FORMS = ['table', 'json', 'yaml'] as const;

type Form = (typeof FORMS)[number];

/** `radiant get [NAME]`: what is deployed on this machine. */
export async function runGet(args: readonly string[], io: CliIo): Promise<number> {
  return await runParsed(
    args,
    io,
    (command) =>
      command
        .name('get')
        .description('Lists the deployments on this machine, or shows one as it was written.')
        .argument('[name]', 'a deployment: name or namespace/name')
        .option('-n, --namespace <name>', 'only of this namespace')
        .option('-o, --output <form>', FORMS.join(', '), 'table')
        .addHelpText('after', `\nExamples:\n  ${io.programName} get\n  ${io.programName} get iris -o yaml`),
    async ([word], options) => {
      const form = readForm(String(options.output));
      const daemon = await findDaemon(io.environment);
      const found = word === undefined ? await daemon.list() : [await daemon.find(...readName(word, options))];
      const shown = found.filter(
        ({ namespace }) => word !== undefined || options.namespace === undefined || namespace === options.namespace,
      );
      io.writeOut(format(shown, form, word !== undefined));
      return EXIT_CODES.ok;
    },
  );
}

function readForm(word: string): Form {
  const form = FORMS.find((one) => one === word);
  if (form !== undefined) return form;
  throw new RadiantError('INVALID_ARGUMENT', `--output ${word}: give ${FORMS.join(', ')}`, { reason: 'USAGE' });
}

function format(deployments: readonly DeploymentView[], form: Form, isOne: boolean): string {
  const written = deployments.map((deployment) => deployment.written);
  switch (form) {
    case 'json':
      return `${JSON.stringify(isOne ? written[0] : { kind: 'List', apiVersion: 'v1', items: written }, undefined, 2)}\n`;
    case 'yaml':
      return written.map((one) => stringify(one)).join('---\n');
    case 'table':
      if (deployments.length === 0) return 'nothing is deployed\n';
      return formatTable(
        ['NAMESPACE', 'NAME', 'STATE', 'VERSION', 'PREDICTORS', 'URL'],
        deployments.map(({ namespace, name, state, revision, predictors, url }) => [
          namespace,
          name,
          state,
          String(revision),
          predictors.map((one) => `${one.name} ${one.isShadow ? 'shadow' : `${one.traffic}%`}`).join(', '),
          url,
        ]),
      );
  }
}
