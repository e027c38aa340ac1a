import { RadiantError } from '../../../base/index.ts';
import type { Component } from '../../../payload/index.ts';
import type { ServerRequest } from '../server-request.ts';

/** TEMPO_SERVER: Tempo's artefacts need an environment that nobody maintains any more. Always rejects with UNIMPLEMENTED. */
export function refuseTempo({ name, server }: ServerRequest): Promise<Component> {
  const message =
    `${server} ${name} does not run here: Tempo was given up in 2022, and its artefacts (a cloudpickle with an environment packed beside it) run only ` +
    'on the Python that wrote them. Serve the class itself: radiant microservice package.Class, or register it as a server (--servers)';
  return Promise.reject(new RadiantError('UNIMPLEMENTED', message, { reason: 'SERVER_NOT_SUPPORTED' }));
}
