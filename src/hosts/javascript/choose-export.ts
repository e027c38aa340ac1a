import { basename } from 'node:path';
import { VERBS } from './bind-hooks.ts';
import { startError } from './start-error.ts';

/** What a module exports that can be served: a class, an object with hooks, or a function (which is then `predict`). */
export type Exported =
  | { readonly kind: 'class'; readonly name: string; readonly value: new (parameters: object) => object }
  | { readonly kind: 'object'; readonly name: string; readonly value: object };

/**
 * Chooses what to serve of a module: the export that was asked for; else the default one; else the only class;
 * else the class with the name of the file (my-model.ts -> MyModel); else exported hooks (`export function predict`).
 * Throws FAILED_PRECONDITION, naming the choices.
 */
export function chooseExport(module: object, file: string, exportName: string | undefined): Exported {
  const exports = readExports(module);
  if (exportName !== undefined) {
    const chosen = exports.get(exportName);
    if (chosen === undefined)
      throw startError('class', `${file} has no export ${exportName}; it has ${listNames(exports)}`);
    return (
      toExported(exportName, chosen) ?? fail(`${exportName} in ${file} is no class, function or object with hooks`)
    );
  }
  const wholesale = toExported(pascalCase(file), exports.get('default'));
  if (wholesale !== undefined) return wholesale;
  const candidates = [...exports].flatMap(([name, value]) =>
    isClass(value) ? [toExported(name, value) as Exported] : [],
  );
  const chosen = candidates.length === 1 ? candidates[0] : candidates.find(({ name }) => name === pascalCase(file));
  if (chosen !== undefined) return chosen;
  if (candidates.length > 1) {
    const names = candidates.map(({ name }) => name);
    throw startError(
      'class',
      `${file} exports several classes (${names.join(', ')}): say which, as ${file}#${names[0]}`,
    );
  }
  if (hasHooks(module)) return { kind: 'object', name: pascalCase(file), value: module };
  throw startError(
    'class',
    `${file} exports no class: it has ${listNames(exports)}; write "export class ${pascalCase(file)}"`,
  );
}

/** CommonJS modules appear as their `default`, which holds their exports. */
function readExports(module: object): Map<string, unknown> {
  const exports = new Map<string, unknown>(Object.entries(module));
  exports.delete('module.exports');
  exports.delete('__esModule');
  const whole = exports.get('default');
  if (Object.hasOwn(module, 'module.exports') && typeof whole === 'object' && whole !== null && !hasHooks(whole)) {
    exports.delete('default');
    for (const [name, value] of Object.entries(whole)) exports.set(name, value);
  }
  return exports;
}

function toExported(name: string, value: unknown): Exported | undefined {
  if (isClass(value)) return { kind: 'class', name: value.name === '' ? name : value.name, value };
  if (typeof value === 'function') return { kind: 'object', name: value.name || name, value: { predict: value } };
  if (typeof value === 'object' && value !== null && hasHooks(value)) return { kind: 'object', name, value };
  return undefined;
}

function isClass(value: unknown): value is new (parameters: object) => object {
  if (typeof value !== 'function' || value.prototype === undefined || value.prototype === null) return false;
  // Compiled to old JavaScript a class is a function with methods on its prototype.
  return /^class\b/.test(Function.prototype.toString.call(value)) || hasHooks(value.prototype as object);
}

/** True for what has a method with the name of a hook. */
export function hasHooks(value: object): boolean {
  const record = value as Record<string, unknown>;
  return VERBS.some((verb) => typeof record[verb] === 'function' || typeof record[`${verb}Raw`] === 'function');
}

/** my-model.ts -> MyModel. */
function pascalCase(file: string): string {
  return basename(file)
    .replace(/\.[cm]?[jt]s$/, '')
    .replace(/(?:^|[^a-zA-Z0-9]+)([a-zA-Z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function listNames(exports: ReadonlyMap<string, unknown>): string {
  return exports.size === 0 ? 'no exports' : [...exports.keys()].join(', ');
}

function fail(message: string): never {
  throw startError('class', message);
}
