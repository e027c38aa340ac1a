import type { OptionSpec } from '../../src/cli/microservice/option.ts';
import { MICROSERVICE_OPTIONS } from '../../src/cli/microservice/options.table.ts';

/** The table rows of docs/reference/command-line.md, one per option, as the code knows them. */
export function formatOptionRows(): string[] {
  const specs: readonly OptionSpec[] = MICROSERVICE_OPTIONS;
  return specs.map((spec) => {
    const fallback = spec.fallback === undefined ? 'none' : formatFallback(spec);
    const variable = spec.variable === undefined ? '' : `${spec.variable}${spec.variableWins ? ' (wins)' : ''}`;
    const choices = spec.choices === undefined ? '' : ` (${spec.choices.join(', ')})`;
    const effect = spec.noEffect === undefined ? '' : `; no effect: ${spec.noEffect}`;
    return `| \`--${spec.name}\` | ${fallback} | ${variable} | ${spec.help}${choices}${effect} |`;
  });
}

function formatFallback({ kind, fallback }: OptionSpec): string {
  return kind === 'size' ? `${Number(fallback) / 1024 ** 2}mb` : String(fallback);
}
