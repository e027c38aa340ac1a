/** What a bundle with its compiled code gives. */
type Program = typeof import('./start-program.ts');

type Run = (module: { exports: unknown }, require: NodeJS.Require, fileName: string, folderName: string) => void;

/** Words that choose programs which may run a user's own modules: these must meet the same classes as the package exports. */
const OTHER_SERVERS = /^--(repo|server)/;

/**
 * `radiant serve FILE` as one file whose functions are compiled already (scripts/compile-program.mjs makes it), which takes a
 * third of the start away. Undefined for all other commands, and where this Node, or the flags it runs with, is not the one
 * that compiled.
 */
export function openCompiled(args: readonly string[], file: string): Program | undefined {
  if (args[0] !== 'serve' || args.some((word) => OTHER_SERVERS.test(word))) return undefined;
  // Importing these modules by name would load what each of them could ever export.
  const { existsSync, readFileSync } = process.getBuiltinModule('node:fs');
  const { constants, Script } = process.getBuiltinModule('node:vm');
  const compiled = (path: string, source: string): InstanceType<typeof Script> | undefined => {
    const script = new Script(source, {
      filename: file,
      cachedData: readFileSync(path),
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    });
    return script.cachedDataRejected === true ? undefined : script;
  };
  // The little one tells whether the large one is worth its reading: what does not fit costs more than it saves.
  if (!existsSync(`${file}.probe`) || compiled(`${file}.probe`, '0') === undefined) return undefined;
  const script = compiled(`${file}.compiled`, readFileSync(file, 'latin1'));
  if (script === undefined) return undefined;
  const module = { exports: {} };
  const run = script.runInThisContext() as Run;
  run(
    module,
    process.getBuiltinModule('node:module').createRequire(file),
    file,
    process.getBuiltinModule('node:path').dirname(file),
  );
  return module.exports as Program;
}
