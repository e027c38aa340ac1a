import type { OptionSpec } from './option.ts';
import type { ParsedArguments } from './parse-arguments.ts';

/**
 * Takes a command line apart that is one word and options written out with their values, which most are: reading the
 * parser of all others is a tenth of a start. Undefined where anything else stands in it.
 */
export function readPlainArguments(
  args: readonly string[],
  options: readonly OptionSpec[],
): ParsedArguments | undefined {
  const texts = new Map<string, string>();
  let interfaceName: string | undefined;
  for (let i = 0; i < args.length; i++) {
    const word = args[i] ?? '';
    if (!word.startsWith('-')) {
      if (interfaceName !== undefined) return undefined;
      interfaceName = word;
      continue;
    }
    const [flag = ''] = word.split('=', 1);
    const spec = options.find(({ name }) => `--${name}` === flag);
    if (spec === undefined || spec.kind === 'switch' || spec.kind === 'switchCount') return undefined;
    const value = flag === word ? args[++i] : word.slice(flag.length + 1);
    if (value === undefined || value.startsWith('-')) return undefined;
    texts.set(spec.name, value);
  }
  const given = new Map<string, string>();
  for (const { name } of options) {
    const text = texts.get(name);
    if (text !== undefined) given.set(name, text);
  }
  return { interfaceName, given, helpShown: false };
}
