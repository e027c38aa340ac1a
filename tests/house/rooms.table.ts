/** The rooms from the ground up, and which others each may import (always through the other's index.ts). */
export const ROOMS: Readonly<Record<string, readonly string[]>> = {
  base: [],
  payload: ['base'],
  protocols: ['base', 'payload'],
  models: ['base', 'payload'],
  explainers: ['base', 'payload', 'models'],
  detectors: ['base', 'payload', 'models'],
  deployment: ['base'],
  observe: ['base', 'payload', 'protocols'],
  graph: ['base', 'payload', 'deployment', 'observe'],
  storage: ['base'],
  hosts: ['base', 'payload', 'protocols', 'models', 'explainers', 'detectors', 'observe', 'graph', 'storage'],
  server: [
    'base',
    'payload',
    'protocols',
    'models',
    'explainers',
    'detectors',
    'deployment',
    'observe',
    'graph',
    'storage',
    'hosts',
  ],
  client: ['base', 'payload', 'protocols', 'storage'],
  local: ['base', 'deployment', 'observe', 'storage', 'server', 'client'],
  kubernetes: ['base', 'deployment', 'observe'],
  cli: [
    'base',
    'payload',
    'protocols',
    'models',
    'explainers',
    'detectors',
    'deployment',
    'observe',
    'graph',
    'storage',
    'hosts',
    'server',
    'client',
    'local',
    'kubernetes',
  ],
};

/** Rooms that are a folder per kind. Each kind has an index.ts of its own, so that a program loads only the kinds that it uses. */
export const ROOMS_BY_KIND: ReadonlySet<string> = new Set(['protocols', 'hosts', 'storage', 'explainers', 'detectors']);

/**
 * Faces beside index.ts. base's errors alone need nothing of Node, so that models and payload work in a browser. Who serves one component
 * loads no graphs, ingress and repositories: a sixth of a start.
 */
export const EXTRA_FACES: ReadonlySet<string> = new Set(['base/errors.ts', 'server/open-server.ts']);
