import { RadiantError } from '../../../base/index.ts';
import type { Component } from '../../../payload/index.ts';
import { type ModelTarget, openModel } from '../../model-file/index.ts';
import type { ServerRequest } from '../server-request.ts';

/** Opens it; what must be changed is told in the words of a server's parameters. */
export async function openTarget(request: ServerRequest, target: ModelTarget): Promise<Component> {
  try {
    return await openModel(target, request.settings, request.surroundings);
  } catch (thrown) {
    if (!(thrown instanceof RadiantError)) throw thrown;
    const { code, reason, message, cause = thrown } = thrown;
    const told = message.replaceAll('--runtime python', 'the parameter runtime=python');
    throw new RadiantError(code, `${request.server} ${request.name}: ${told}`, { reason, cause });
  }
}
