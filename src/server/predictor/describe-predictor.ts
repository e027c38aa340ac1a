import { formatJson, type JsonObject } from '../../payload/index.ts';
import { describeApi } from '../../protocols/seldon/index.ts';
import type { Predictor } from './predictor.ts';

const PATHS = [
  '/api/v1.0/predictions',
  '/api/v0.1/predictions',
  '/api/v1.0/feedback',
  '/api/v0.1/feedback',
  '/api/v1.0/metadata',
];

/** The OpenAPI document of a predictor; its example is a request that the first node can answer. */
export function describePredictor({ graph, services, deploymentName, name }: Predictor): string {
  const metadata = [...services.values()].find((service) => service.metadata !== undefined)?.metadata;
  const api = describeApi({ title: `${deploymentName} ${name}`, version: '1.0', metadata });
  const paths = api.paths as JsonObject;
  const kept = Object.fromEntries(Object.entries(paths).filter(([path]) => PATHS.includes(path)));
  const info = { ...(api.info as JsonObject), description: `The inference graph ${graph.name}, served by Radiant.` };
  return formatJson({ ...api, info, paths: { ...kept, ...nodePaths() } });
}

/** Questions about one node. */
function nodePaths(): JsonObject {
  const parameters = [{ name: 'node', in: 'path', required: true, schema: { type: 'string' } }];
  const ask = (summary: string): JsonObject => ({
    get: { tags: ['Service'], summary, parameters, responses: { '200': { description: 'The answer of the node' } } },
  });
  return {
    '/api/v1.0/metadata/{node}': ask('What a node of the graph says of itself'),
    '/api/v1.0/status/{node}': ask('Can a node of the graph answer?'),
  };
}
