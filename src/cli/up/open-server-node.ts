import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { RadiantError } from '../../base/index.ts';
import { openModel } from '../../hosts/model-file/index.ts';
import type { NodeRequest, NodeSource, OpenedNode } from '../../local/index.ts';
import { NODE_TIMEOUT_MS, type NodeHosts } from './open-node.ts';

type ServerSource = Extract<NodeSource, { kind: 'server' }>;

/** Servers whose models `radiant serve` can open. */
const OF_MODEL_FILES: ReadonlySet<string> = new Set(['lightgbm', 'mlflow', 'onnx', 'sklearn', 'xgboost']);

/** Opens a prepackaged server's model where it can run. Throws as `openModel` does, or for a server that is not there. */
export async function openServerNode(
  request: NodeRequest,
  source: ServerSource,
  hosts: NodeHosts,
): Promise<OpenedNode> {
  const { unit, log, signal, replicas } = request;
  const { path, runtime, server } = source;
  if (path === undefined || !OF_MODEL_FILES.has(runtime.runtime)) {
    throw new RadiantError('UNIMPLEMENTED', `node ${unit.name}: ${server} does not run here yet`, {
      reason: 'SERVER_NOT_SUPPORTED',
    });
  }
  const wanted = unit.parameters.find(({ name }) => name === 'method')?.value;
  const target = {
    language: 'model',
    path: runtime.runtime === 'mlflow' ? path : await findModelFile(path, runtime.files),
    name: unit.name,
    method: wanted ?? runtime.defaultMethod,
    runtime: 'auto',
  } as const;
  const settings = {
    python: hosts.python,
    workers: Math.max(1, replicas),
    timeoutMs: NODE_TIMEOUT_MS,
    maxBatchSize: undefined,
    logLevel: hosts.logLevel,
  };
  const around = { environment: { ...hosts.environment, ...request.env }, cwd: '/', log, signal };
  try {
    return await openModel(target, settings, around);
  } catch (thrown) {
    // The default of the server is no wish of the user: a model without predict_proba answers with the best that it has.
    if (wanted !== undefined || !(thrown instanceof RadiantError) || thrown.reason !== 'NO_SUCH_METHOD') throw thrown;
    return await openModel({ ...target, method: undefined }, settings, around);
  }
}

/** The first of the server's file names that is there; a model that is one file is that file. */
async function findModelFile(path: string, names: readonly string[]): Promise<string> {
  if (!(await stat(path)).isDirectory()) return path;
  for (const name of names) {
    const file = join(path, name);
    if (
      await stat(file).then(
        (found) => found.isFile(),
        () => false,
      )
    )
      return file;
  }
  return path;
}
