import { RadiantError } from '../../../base/index.ts';
import type { Component } from '../../../payload/index.ts';
import { type ModelTarget, openModel } from '../../model-file/index.ts';
import type { ServerRequest } from '../server-request.ts';

/** Opens it. Throws as `openModel`, in the words of servers. */
export async function openTarget(request: ServerRequest, target: ModelTarget): Promise<Component> {
  try {
    return await openModel(target, request.settings, request.surroundings);
  } catch (thrown) {
    throw inServersWords(request, thrown);
  }
}

/** The error with what must be changed told in the words of a server's parameters. */
export function inServersWords({ server, name }: ServerRequest, thrown: unknown): unknown {
  if (!(thrown instanceof RadiantError)) return thrown;
  const { code, reason, message, cause = thrown } = thrown;
  const told = message.replaceAll('--runtime python', 'the parameter runtime=python');
  return new RadiantError(code, `${server} ${name}: ${told}`, { reason, cause });
}
