import { dirname, join } from 'node:path';
import { RadiantError } from '../../../base/index.ts';
import type { Component } from '../../../payload/index.ts';
import type { ModelTarget } from '../../model-file/index.ts';
import { applyManner } from '../apply-manner.ts';
import { kindOf, listNames, missing, requirePath } from '../models/find-server-file.ts';
import { RUNTIMES } from '../models/open-model-server.ts';
import { openTarget } from '../models/open-target.ts';
import { openPythonServer, textParameters } from '../open-python-server.ts';
import { readMetadataFile } from '../read-metadata-file.ts';
import { readServerParameters } from '../read-parameters.ts';
import type { ServerRequest } from '../server-request.ts';

const PYTHON_CLASS = 'radiant_worker.mlflow_model.MlflowModel';
const MODEL_FILE = 'MLmodel';
/** What `radiant serve` refuses without --runtime python; whoever names this server has asked for MLflow's own loader. */
const FOR_PYTHON: ReadonlySet<string> = new Set(['NEEDS_PYTHON', 'UNSUPPORTED_MODEL']);

/**
 * MLFLOW_SERVER: flavours that run natively do, all others by MLflow's generic loader (python_function) in Python, which runs what code the
 * folder holds. Parameters: `xtype`, `method`, `runtime`.
 */
export async function openMlflowServer(request: ServerRequest): Promise<Component> {
  const parameters = readServerParameters(request);
  const xtype = parameters.text('xtype') ?? 'ndarray';
  const method = parameters.text('method');
  const runtime = parameters.choice('runtime', RUNTIMES) ?? 'auto';
  parameters.refuseOthers();
  const path = await findFolder(request);
  const target: ModelTarget = { language: 'model', path, name: request.name, method, runtime };
  const component = await openWhereItRuns(request, target, xtype);
  return applyManner(component, {
    columns: 'keep',
    forgivesNames: request.protocol === 'seldon' && xtype === 'ndarray',
    metadata: await readMetadataFile(path, request.surroundings.log),
  });
}

async function openWhereItRuns(request: ServerRequest, target: ModelTarget, xtype: string): Promise<Component> {
  const { path, runtime } = target;
  const openInPython = (): Promise<Component> =>
    openPythonServer(request, PYTHON_CLASS, textParameters({ path, name: request.name, xtype }));
  if (runtime === 'python') return await openInPython();
  try {
    return await openTarget(request, target);
  } catch (thrown) {
    if (runtime === 'native' || !(thrown instanceof RadiantError) || !FOR_PYTHON.has(thrown.reason)) throw thrown;
    request.surroundings.log.warning(
      `${request.name} runs in Python, by MLflow's own loader: ${thrown.message.split('; if you trust', 1)[0]}`,
    );
    return await openInPython();
  }
}

/** The folder of the model: where MLmodel lies. Throws NOT_FOUND saying what is there instead. */
async function findFolder(request: ServerRequest): Promise<string> {
  const path = requirePath(request);
  const kind = await kindOf(path);
  if (kind === 'file' && path.endsWith(MODEL_FILE)) return dirname(path);
  if ((await kindOf(join(path, MODEL_FILE))) === 'file') return path;
  throw missing(request, [MODEL_FILE], kind === 'folder' ? await listNames(path) : kind);
}
