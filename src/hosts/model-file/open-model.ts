import { dirname, resolve } from 'node:path';
import { type Log, RadiantError } from '../../base/index.ts';
import type { Component } from '../../payload/index.ts';
import { createNativeComponent } from '../native/index.ts';
import type { ModelSettings, ModelSurroundings } from './model-surroundings.ts';
import type { ModelTarget } from './model-target.ts';
import { type ReadModel, readModel } from './read-model.ts';

/** The class of the worker that loads model files with the libraries of the Python that is there. */
const PYTHON_CLASS = 'radiant_worker.model_file.ModelFile';

/** Opens a model file where it can run. Throws as `readModel` and the hosts do. */
export async function openModel(
  target: ModelTarget,
  settings: ModelSettings,
  surroundings: ModelSurroundings,
): Promise<Component> {
  const read = await readModel(target, surroundings.cwd);
  const open = (method: string | undefined): Promise<Component> =>
    openRead(read, { ...target, method }, settings, surroundings);
  const { method, preferredMethod, name } = target;
  if (method !== undefined || preferredMethod === undefined || read.runtime === 'python') return await open(method);
  return await openPreferred(open, preferredMethod, name, surroundings.log);
}

/** A default that the model lacks is no wish of the user: it answers with the best that it has. */
async function openPreferred(
  open: (method: string | undefined) => Promise<Component>,
  preferred: string,
  name: string,
  log: Log,
): Promise<Component> {
  try {
    return await open(preferred);
  } catch (thrown) {
    if (!(thrown instanceof RadiantError) || thrown.reason !== 'NO_SUCH_METHOD') throw thrown;
    log.warning(`${name}: ${thrown.message}; the best of them is taken`);
    return await open(undefined);
  }
}

async function openRead(
  read: ReadModel,
  target: ModelTarget,
  settings: ModelSettings,
  surroundings: ModelSurroundings,
): Promise<Component> {
  const { cwd, log } = surroundings;
  const { name, method } = target;
  if (read.runtime === 'native') return createNativeComponent({ model: read.model, name, method, log });
  if (read.runtime === 'onnx') {
    const { openOnnxComponent } = await import('../onnx/index.ts');
    const folders = [cwd, dirname(resolve(cwd, target.path))];
    return await openOnnxComponent({ ...read.onnx, name, method, folders, processes: settings.workers, log });
  }
  if (read.why !== undefined) log.warning(`${name} runs in Python: ${read.why}`);
  return await openInPython(read, target, settings, surroundings);
}

async function openInPython(
  { source }: Extract<ReadModel, { runtime: 'python' }>,
  { name, method, preferredMethod, path }: ModelTarget,
  { python, workers, timeoutMs, maxBatchSize, logLevel }: ModelSettings,
  { environment, cwd, log, signal }: ModelSurroundings,
): Promise<Component> {
  const { openPythonComponent } = await import('../python/index.ts');
  // Loaded here only: node:crypto is a tenth of a start.
  const { createHash } = process.getBuiltinModule('node:crypto');
  const checksum = source.kind === 'file' ? createHash('sha256').update(source.bytes).digest('hex') : '';
  const parameters = Object.entries({
    path: resolve(cwd, path),
    method: method ?? '',
    preferred: preferredMethod ?? '',
    name,
    checksum,
  });
  const component = await openPythonComponent({
    className: PYTHON_CLASS,
    cwd,
    python,
    parameters: parameters.map(([parameter, value]) => ({ name: parameter, type: 'STRING', value })),
    workers,
    timeoutMs,
    maxBatchSize,
    env: environment,
    log,
    logLevel,
    signal,
  });
  return Object.defineProperty(component, 'name', { value: name });
}
