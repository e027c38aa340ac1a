import { join } from 'node:path';
import { RadiantError } from '../../../base/index.ts';
import type { Component } from '../../../payload/index.ts';
import { applyManner } from '../apply-manner.ts';
import { kindOf, listNames, missing } from '../models/find-server-file.ts';
import { openPythonServer, textParameters } from '../open-python-server.ts';
import { readMetadataFile } from '../read-metadata-file.ts';
import { readServerParameters } from '../read-parameters.ts';
import type { ServerRequest } from '../server-request.ts';

const PYTHON_CLASS = 'radiant_worker.huggingface.Pipeline';

/** Words of the pipeline that are handed on. Source: MLServer's runtime. */
const HANDED_ON = ['pretrained_tokenizer', 'task_suffix', 'framework', 'device', 'model_kwargs'] as const;

/** One of them is in every folder that transformers (or peft) wrote. */
const CONFIGS = ['config.json', 'adapter_config.json'] as const;

/** HUGGINGFACE_SERVER: a pipeline of transformers in Python. Parameters: `task`, `pretrained_model` and others of MLServer's runtime. */
export async function openHuggingfaceServer(request: ServerRequest): Promise<Component> {
  const { path, name, server, surroundings } = request;
  const parameters = readServerParameters(request);
  const model = parameters.text('pretrained_model') ?? path;
  const task = parameters.text('task');
  const optimum = parameters.flag('optimum_model');
  const others = Object.fromEntries(HANDED_ON.map((key) => [key, parameters.text(key)]));
  const batchSize = parameters.count('batch_size');
  parameters.refuseOthers();
  if (task === undefined && model === undefined) {
    throw new RadiantError(
      'INVALID_ARGUMENT',
      `${server} ${name} needs the parameter task (text-classification, ...), pretrained_model, or a modelUri`,
      { reason: 'BAD_PARAMETER' },
    );
  }
  if (path !== undefined && model === path) await requireConfig(request, path);
  const values = textParameters({ ...others, batch_size: batchSize, task, model, name });
  const component = await openPythonServer(request, PYTHON_CLASS, [
    ...values,
    { name: 'optimum_model', type: 'BOOL', value: optimum },
  ]);
  const metadata = path === undefined ? undefined : await readMetadataFile(path, surroundings.log);
  return applyManner(component, { columns: 'keep', forgivesNames: false, metadata });
}

/** Python would say no more than that it does not know the model. Throws NOT_FOUND saying what is there instead. */
async function requireConfig(request: ServerRequest, path: string): Promise<void> {
  for (const name of CONFIGS) if ((await kindOf(join(path, name))) === 'file') return;
  const kind = await kindOf(path);
  throw missing(request, CONFIGS, kind === 'folder' ? await listNames(path) : kind);
}
