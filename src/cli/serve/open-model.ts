import { createHash } from 'node:crypto';
import { dirname, resolve } from 'node:path';
import { createNativeComponent } from '../../hosts/native/index.ts';
import type { Component } from '../../payload/index.ts';
import type { ModelTarget } from '../microservice/model-target.ts';
import type { ComponentSurroundings } from '../microservice/open-component.ts';
import type { MicroserviceSettings } from '../microservice/settings.ts';
import { readModel } from './read-model.ts';

/** The class of the worker that loads model files with the libraries of the Python that is there. */
const PYTHON_CLASS = 'radiant_worker.model_file.ModelFile';

/** Those that matter to a model. */
export type ModelSettings = Pick<
  MicroserviceSettings,
  'python' | 'workers' | 'timeoutMs' | 'maxBatchSize' | 'logLevel'
>;

/** Opens a model file where it can run. Throws as `readModel` and the hosts do. */
export async function openModel(
  target: ModelTarget,
  settings: ModelSettings,
  surroundings: ComponentSurroundings,
): Promise<Component> {
  const { environment, cwd, log, signal } = surroundings;
  const { name, method } = target;
  const read = await readModel(target, cwd);
  if (read.runtime === 'native') return createNativeComponent({ model: read.model, name, method, log });
  if (read.runtime === 'onnx') {
    const { openOnnxComponent } = await import('../../hosts/onnx/index.ts');
    const folders = [cwd, dirname(resolve(cwd, target.path))];
    return openOnnxComponent({ ...read.onnx, name, method, folders, processes: settings.workers, log });
  }
  if (read.why !== undefined) log.warning(`${name} runs in Python: ${read.why}`);
  const { openPythonComponent } = await import('../../hosts/python/index.ts');
  const checksum = read.source.kind === 'file' ? createHash('sha256').update(read.source.bytes).digest('hex') : '';
  const parameters = Object.entries({ path: resolve(cwd, target.path), method: method ?? '', name, checksum });
  const component = await openPythonComponent({
    className: PYTHON_CLASS,
    cwd,
    python: settings.python,
    parameters: parameters.map(([parameter, value]) => ({ name: parameter, type: 'STRING', value })),
    workers: settings.workers,
    timeoutMs: settings.timeoutMs,
    maxBatchSize: settings.maxBatchSize,
    env: environment,
    log,
    logLevel: settings.logLevel,
    signal,
  });
  return Object.defineProperty(component, 'name', { value: name });
}
