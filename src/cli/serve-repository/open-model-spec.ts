import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Environment, type Log, type LogLevel, RadiantError } from '../../base/index.ts';
import { openModel } from '../../hosts/model-file/index.ts';
import type { Component, JsonValue } from '../../payload/index.ts';
import type { ModelSpec } from '../../server/index.ts';
import { findModelFile } from '../serve/find-model-file.ts';

export interface SpecHosts {
  readonly environment: Environment;
  readonly python: string | undefined;
  readonly logLevel: LogLevel;
  readonly log: Log;
}

const TIMEOUT_MS = 300_000;

/** Opens a model of a repository where it can run: MLServer's runtimes are ours, another implementation is a Python class beside it. */
export async function openModelSpec(spec: ModelSpec, hosts: SpecHosts): Promise<Component> {
  const component = await openByKind(spec, hosts);
  const { metadata } = component.info;
  // Versions are those of the repository, and not what wrote the model's file.
  const { versions: _, ...own } = typeof metadata === 'object' ? metadata : {};
  // What the settings say of inputs and outputs is stronger than what the model says of itself.
  const info = { ...component.info, metadata: { ...own, ...spec.metadata } };
  return Object.defineProperty(component, 'info', { value: info });
}

async function openByKind(spec: ModelSpec, hosts: SpecHosts): Promise<Component> {
  const { implementation, path } = spec;
  if (implementation !== undefined && !implementation.startsWith('mlserver_'))
    return await openClass(spec, implementation, hosts);
  if (path === undefined) {
    throw new RadiantError(
      'INVALID_ARGUMENT',
      `model ${spec.name} names no file: write parameters.uri in model-settings.json`,
      { reason: 'MODEL_WITHOUT_URI' },
    );
  }
  const { python, logLevel, log, environment } = hosts;
  const target = {
    language: 'model',
    path: await findModelFile(path),
    name: spec.name,
    method: spec.method,
    // What a runtime answers with by itself is no wish of the user: a transformer has no predict.
    preferredMethod: implementation === undefined ? undefined : 'predict',
    runtime: 'auto',
  } as const;
  const settings = { python, workers: 1, timeoutMs: TIMEOUT_MS, maxBatchSize: undefined, logLevel };
  const around = { environment, cwd: spec.folder, log };
  return await openModel(target, settings, around);
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    // Not there.
    return false;
  }
}

async function openClass(spec: ModelSpec, className: string, hosts: SpecHosts): Promise<Component> {
  const { openPythonComponent } = await import('../../hosts/python/index.ts');
  const [module = ''] = className.split('.');
  const isBeside = await isFile(join(dirname(spec.folder), `${module}.py`));
  const values = Object.entries(spec.parameters).filter(([, value]) => typeof value !== 'object');
  const component = await openPythonComponent({
    className,
    cwd: isBeside ? dirname(spec.folder) : spec.folder,
    python: hosts.python,
    parameters: values.map(([name, value]) => ({ name, value, type: typeOf(value) })),
    workers: 1,
    timeoutMs: TIMEOUT_MS,
    env: hosts.environment,
    log: hosts.log,
    logLevel: hosts.logLevel,
  });
  return Object.defineProperty(component, 'name', { value: spec.name });
}

/** The type under which the worker reads a constructor's argument. */
function typeOf(value: JsonValue): string {
  if (typeof value === 'boolean') return 'BOOL';
  if (typeof value === 'string') return 'STRING';
  return Number.isInteger(value) ? 'INT' : 'DOUBLE';
}
