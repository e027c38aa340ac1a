import type { Component } from '../../../payload/index.ts';
import { applyManner } from '../apply-manner.ts';
import { openPythonServer } from '../open-python-server.ts';
import { readMetadataFile } from '../read-metadata-file.ts';
import type { ServerArgument, ServerRequest } from '../server-request.ts';

/** A server that somebody registered: a class that is given `model_uri` and the parameters as its constructor's arguments. */
export interface CustomServer {
  /** `package.Class`, or the path of a TypeScript or JavaScript module. */
  readonly class: string;
  /** Folder that it is looked for in. */
  readonly folder: string;
}

/** Opens a registered server with its model. Throws as the hosts do. */
export async function openCustomServer(request: ServerRequest, custom: CustomServer): Promise<Component> {
  const { path, surroundings } = request;
  const own: readonly ServerArgument[] = path === undefined ? [] : [{ name: 'model_uri', type: 'STRING', value: path }];
  const parameters = [...request.parameters.filter(({ name }) => own.length === 0 || name !== 'model_uri'), ...own];
  const component = /\.[cm]?[jt]s$/.test(custom.class)
    ? await openModule(request, custom, parameters)
    : await openPythonServer(request, custom.class, parameters, custom.folder);
  const metadata = path === undefined ? undefined : await readMetadataFile(path, surroundings.log);
  return applyManner(component, { columns: 'keep', forgivesNames: false, metadata });
}

async function openModule(
  { name, surroundings }: ServerRequest,
  { class: file, folder }: CustomServer,
  parameters: readonly ServerArgument[],
): Promise<Component> {
  const { openJavascriptComponent } = await import('../../javascript/index.ts');
  const component = await openJavascriptComponent({
    file,
    exportName: undefined,
    parameters,
    cwd: folder,
    log: surroundings.log,
  });
  return Object.defineProperty(component, 'name', { value: name });
}
