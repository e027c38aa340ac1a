import type { Command } from 'commander';

/** `[namespace, name]` of a command about one deployment: `name`, or `namespace/name`. */
export function readName(
  word: string,
  options: Readonly<Record<string, unknown>>,
): readonly [namespace: string, name: string] {
  const slash = word.indexOf('/');
  if (slash > 0) return [word.slice(0, slash), word.slice(slash + 1)];
  return [String(options.namespace ?? 'default'), word];
}

export function addNamespace(command: Command): Command {
  return command.option('-n, --namespace <name>', 'namespace of the deployment', 'default');
}
