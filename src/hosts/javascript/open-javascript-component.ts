import { resolve } from 'node:path';
import { inspect } from 'node:util';
import type { Log } from '../../base/index.ts';
import type { Component, JsonObject } from '../../payload/index.ts';
import { methodOf } from './bind-hooks.ts';
import { chooseExport, type Exported, hasHooks } from './choose-export.ts';
import { createJavascriptComponent } from './javascript-component.ts';
import { loadModule } from './load-module.ts';
import { startError } from './start-error.ts';

export interface JavascriptHostOptions {
  /** The file as the user named it, relative to `cwd`. */
  readonly file: string;
  /** Which of its exports; the default one, or the only class, when left out. */
  readonly exportName?: string | undefined;
  /** The constructor gets them as one object, by name. */
  readonly parameters: readonly { readonly name: string; readonly value: string | number | bigint | boolean }[];
  readonly cwd: string;
  readonly log: Log;
}

/**
 * Imports a user's class, constructs and loads it. Throws FAILED_PRECONDITION: reason LOAD_FAILED when load() threw,
 * START_FAILED for everything before; the cause is what user code threw.
 */
export async function openJavascriptComponent(options: JavascriptHostOptions): Promise<Component> {
  const { file, log } = options;
  const { module, release } = await loadModule(resolve(options.cwd, file), file);
  try {
    const exported = chooseExport(module, file, options.exportName);
    const model = construct(exported, options);
    warnOfPythonNames(model, exported.name, log);
    if (!hasHooks(model)) {
      throw startError(
        'class',
        `${exported.name} in ${file} has no hook: give it a method "predict", "transformInput", "route" ...`,
      );
    }
    await load(model, exported.name);
    const metadata = await readMetadata(model, exported.name, log);
    const component = createJavascriptComponent({ model, name: exported.name, metadata, log });
    return { ...component, close: (signal) => component.close(signal).finally(release) };
  } catch (thrown) {
    release();
    throw thrown;
  }
}

function construct(exported: Exported, { parameters, file }: JavascriptHostOptions): object {
  if (exported.kind === 'object') return exported.value;
  const byName = Object.fromEntries(parameters.map(({ name, value }) => [name, value]));
  try {
    return new exported.value(byName);
  } catch (thrown) {
    throw startError('construct', `the constructor of ${exported.name} in ${file} threw ${describe(thrown)}`, thrown);
  }
}

async function load(model: object, name: string): Promise<void> {
  try {
    await methodOf(model, 'load')?.();
  } catch (thrown) {
    throw startError('load', `${name}.load threw ${describe(thrown)}`, thrown);
  }
}

/** Metadata is only shown: a class that cannot give it is served nevertheless. */
async function readMetadata(model: object, name: string, log: Log): Promise<JsonObject | 'invalid' | undefined> {
  const hook = methodOf(model, 'initMetadata');
  if (hook === undefined) return undefined;
  try {
    const metadata = await hook();
    if (typeof metadata === 'object' && metadata !== null && !Array.isArray(metadata)) return metadata as JsonObject;
    log.error(`${name}.initMetadata must give an object, not ${inspect(metadata, { depth: 0 })}: /metadata will fail`);
  } catch (thrown) {
    log.error(`${name}.initMetadata threw ${describe(thrown)}: /metadata will fail`, { stack: inspect(thrown) });
  }
  return 'invalid';
}

const PYTHON_NAMES = [
  'transform_input',
  'transform_output',
  'send_feedback',
  'predict_raw',
  'class_names',
  'health_status',
];

function warnOfPythonNames(model: object, name: string, log: Log): void {
  for (const python of PYTHON_NAMES.filter((hook) => hook in model)) {
    const camel = python.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
    log.warning(`${name}.${python} is never called: in JavaScript its name is ${camel}`);
  }
}

function describe(thrown: unknown): string {
  return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : inspect(thrown, { depth: 0 });
}
