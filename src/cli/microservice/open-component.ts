import type { Environment, Log } from '../../base/index.ts';
import type { Component } from '../../payload/index.ts';
import { isModelUri } from '../serve/is-model-uri.ts';
import type { MicroserviceSettings } from './settings.ts';

export interface ComponentSurroundings {
  readonly environment: Environment;
  /** The user's folder: where classes and files are looked for. */
  readonly cwd: string;
  readonly log: Log;
  readonly signal?: AbortSignal;
}

/** Opens the class that the settings name, with only the code of the host that it needs. Throws as the hosts do. */
export async function openComponent(
  settings: MicroserviceSettings,
  surroundings: ComponentSurroundings,
): Promise<Component> {
  const { environment, cwd, log, signal } = surroundings;
  const { target, parameters } = settings;
  if (target.language === 'javascript') {
    const { openJavascriptComponent } = await import('../../hosts/javascript/index.ts');
    return openJavascriptComponent({ file: target.file, exportName: target.exportName, parameters, cwd, log });
  }
  if (target.language === 'model') {
    const { openModel } = await import('../../hosts/model-file/index.ts');
    if (!isModelUri(target.path, cwd)) return openModel(target, settings, surroundings);
    const { fetchHere } = await import('../serve/fetch-here.ts');
    const { findModelFile } = await import('../serve/find-model-file.ts');
    const path = await findModelFile(await fetchHere(target.path, surroundings));
    return openModel({ ...target, path }, settings, surroundings);
  }
  if (target.language === 'server') {
    const { openServerTarget } = await import('../serve/open-server-target.ts');
    return openServerTarget(target, settings, surroundings);
  }
  const { openPythonComponent } = await import('../../hosts/python/index.ts');
  return openPythonComponent({
    className: target.className,
    cwd,
    python: settings.python,
    parameters,
    workers: settings.workers,
    timeoutMs: settings.timeoutMs,
    maxBatchSize: settings.maxBatchSize,
    env: environment,
    log,
    logLevel: settings.logLevel,
    signal,
  });
}
