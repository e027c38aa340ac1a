import { RadiantError } from '../../base/index.ts';

export type InterfaceTarget =
  | { readonly language: 'python'; readonly className: string }
  | { readonly language: 'javascript'; readonly file: string; readonly exportName: string | undefined };

/**
 * Tells by its form what an interface name means: a path or a JavaScript ending is a file (`file#Export`),
 * everything else a Python class. Throws INVALID_ARGUMENT for what can be neither.
 */
export function classifyInterface(name: string): InterfaceTarget {
  const [file = '', exportName] = splitOnce(name, '#');
  if (/\.py$/i.test(file)) throw pythonFile(file);
  if (/^\.{0,2}\//.test(file) || /\.[cm]?[jt]sx?$/.test(file)) {
    if (exportName === '') throw bad(`${name}: the name of the export is missing after #`);
    return { language: 'javascript', file, exportName };
  }
  if (exportName === undefined && /^[\p{L}_][\p{L}\p{N}_]*(\.[\p{L}_][\p{L}\p{N}_]*)*$/u.test(name)) {
    return { language: 'python', className: name };
  }
  throw bad(
    `${JSON.stringify(name)} is no class: give a Python class (Module or package.module.Class) or a JavaScript file (./model.ts)`,
  );
}

function pythonFile(file: string): RadiantError {
  const module = file.replace(/^\.\//, '').replace(/\.py$/i, '').replaceAll('/', '.');
  const simple = module.split('.').at(-1) ?? module;
  return bad(
    `${file} is a file: name the class, which is ${module}.ClassName` +
      (module === simple ? `, or just ${module} when the class has the name of the file` : ''),
  );
}

function splitOnce(text: string, separator: string): readonly [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}

function bad(message: string): RadiantError {
  return new RadiantError('INVALID_ARGUMENT', message, { reason: 'BAD_INTERFACE_NAME' });
}
