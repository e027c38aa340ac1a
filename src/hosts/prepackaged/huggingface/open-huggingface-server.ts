import { RadiantError } from '../../../base/index.ts';
import type { Component } from '../../../payload/index.ts';
import { applyManner } from '../apply-manner.ts';
import { openPythonServer, textParameters } from '../open-python-server.ts';
import { readMetadataFile } from '../read-metadata-file.ts';
import { readServerParameters } from '../read-parameters.ts';
import type { ServerRequest } from '../server-request.ts';

const PYTHON_CLASS = 'radiant_worker.huggingface.Pipeline';

/** Words of the pipeline that are handed on. Source: MLServer's runtime. */
const HANDED_ON = ['pretrained_tokenizer', 'task_suffix', 'framework', 'device', 'batch_size', 'model_kwargs'] as const;

/** HUGGINGFACE_SERVER: a pipeline of transformers in Python. Parameters: `task`, `pretrained_model` and others of MLServer's runtime. */
export async function openHuggingfaceServer(request: ServerRequest): Promise<Component> {
  const { path, name, server, surroundings } = request;
  const parameters = readServerParameters(request);
  const model = parameters.text('pretrained_model') ?? path;
  const task = parameters.text('task');
  const optimum = parameters.flag('optimum_model');
  const others = Object.fromEntries(HANDED_ON.map((key) => [key, parameters.text(key)]));
  parameters.warnOfOthers();
  if (task === undefined && model === undefined) {
    throw new RadiantError(
      'INVALID_ARGUMENT',
      `${server} ${name} needs the parameter task (text-classification, ...), pretrained_model, or a modelUri`,
      { reason: 'BAD_PARAMETER' },
    );
  }
  const values = textParameters({ ...others, task, model, name });
  const component = await openPythonServer(request, PYTHON_CLASS, [
    ...values,
    { name: 'optimum_model', type: 'BOOL', value: optimum },
  ]);
  const metadata = path === undefined ? undefined : await readMetadataFile(path, surroundings.log);
  return applyManner(component, { columns: 'keep', forgivesNames: false, metadata });
}
