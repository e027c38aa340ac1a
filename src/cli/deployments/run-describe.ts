import type { DeploymentView } from '../../local/index.ts';
import type { CliIo } from '../cli-io.ts';
import { EXIT_CODES } from '../exit-codes.table.ts';
import { createPaint } from '../paint.ts';
import { runParsed } from '../run-parsed.ts';
import { findDaemon } from './ensure-daemon.ts';
import { addNamespace, readName } from './named-deployment.ts';

/** `radiant describe NAME`: state, predictors, nodes and addresses of a deployment. */
export async function runDescribe(args: readonly string[], io: CliIo): Promise<number> {
  return await runParsed(
    args,
    io,
    (command) =>
      addNamespace(
        command
          .name('describe')
          .description('Shows the state, the predictors, the nodes and the addresses of a deployment.')
          .argument('<name>', 'a deployment: name or namespace/name'),
      ).addHelpText('after', `\nExamples:\n  ${io.programName} describe iris`),
    async ([word = ''], options) => {
      const paint = createPaint(io);
      io.writeOut(format(await (await findDaemon(io.environment)).find(...readName(word, options)), paint.bold));
      return EXIT_CODES.ok;
    },
  );
}

function format(
  { namespace, name, state, description, revision, appliedAt, url, predictors }: DeploymentView,
  bold: (text: string) => string,
): string {
  const lines = [
    `${bold(`${namespace}/${name}`)}  ${state}${description === '' ? '' : `: ${description}`}`,
    `  version ${revision}, applied ${appliedAt}`,
    `  ${url}`,
    `  ${url.replace(/predictions$/, 'doc/')}`,
  ];
  for (const one of predictors) {
    const share = one.isShadow ? 'shadow' : `${one.traffic} % of the requests`;
    lines.push(`  predictor ${one.name}: ${share}, ${one.replicas} replica${one.replicas === 1 ? '' : 's'}`);
    for (const { name: node, from } of one.nodes) lines.push(`    ${node}: ${from}`);
  }
  return `${lines.join('\n')}\n`;
}
