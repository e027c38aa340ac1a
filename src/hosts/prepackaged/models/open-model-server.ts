import { RadiantError } from '../../../base/index.ts';
import type { Component } from '../../../payload/index.ts';
import type { ModelTarget } from '../../model-file/index.ts';
import { applyManner } from '../apply-manner.ts';
import { readMetadataFile } from '../read-metadata-file.ts';
import { readServerParameters } from '../read-parameters.ts';
import type { OpenServer, ServerRequest } from '../server-request.ts';
import { findServerFile, requirePath } from './find-server-file.ts';
import type { ModelServer } from './model-server.ts';

export const RUNTIMES = ['auto', 'native', 'python'] as const;

/** Opens the one file that a server's model is. Parameters: `method`, `class_names`, `runtime`. */
export function createModelServer(server: ModelServer): OpenServer {
  return async (request) => {
    const parameters = readServerParameters(request);
    const method = parameters.text('method');
    const columns = parameters.text('class_names');
    const runtime = parameters.choice('runtime', RUNTIMES) ?? 'auto';
    parameters.refuseOthers();
    const target: ModelTarget = {
      language: 'model',
      path: await findServerFile(request, server.moreFiles),
      name: request.name,
      method,
      preferredMethod: server.preferredMethod[request.protocol],
      runtime,
    };
    const component = await server.open(request, target);
    const isSeldon = request.protocol === 'seldon';
    if (isSeldon && method === undefined) warnOfMethod(request, component, server.usualMethod);
    return applyManner(component, {
      columns: columns === undefined ? (isSeldon ? 'none' : 'keep') : readColumns(request, columns),
      forgivesNames: isSeldon,
      metadata: await readMetadataFile(requirePath(request), request.surroundings.log),
    });
  };
}

/** Seldon's server would fail at every request. */
function warnOfMethod(
  { server, name, surroundings }: ServerRequest,
  { info }: Component,
  usual: string | undefined,
): void {
  const { metadata } = info;
  if (usual === undefined || metadata === undefined || metadata === 'invalid') return;
  const { custom } = metadata as { readonly custom?: { readonly method?: string } };
  if (custom?.method === undefined || custom.method === usual) return;
  surroundings.log.warning(
    `${name}: the model has no ${usual}, which ${server} answers with; it answers with ${custom.method} (say so: parameter method)`,
  );
}

/** `["a", "b"]` or `a,b`. */
function readColumns({ server, name }: ServerRequest, text: string): readonly string[] {
  if (!text.startsWith('[')) return text.split(',').map((word) => word.trim());
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value) && value.every((word) => typeof word === 'string')) return value;
  } catch {
    // Told below.
  }
  throw new RadiantError(
    'INVALID_ARGUMENT',
    `${server} ${name}: parameter class_names must be names with commas between them, or a JSON list of texts`,
    { reason: 'BAD_PARAMETER' },
  );
}
