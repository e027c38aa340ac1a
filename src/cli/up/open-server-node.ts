import { openPrepackagedServer } from '../../hosts/prepackaged/index.ts';
import type { NodeRequest, NodeSource, OpenedNode } from '../../local/index.ts';
import { readParameters } from '../microservice/read-parameters.ts';
import { NODE_TIMEOUT_MS, type NodeHosts } from './open-node.ts';

type ServerSource = Extract<NodeSource, { kind: 'server' }>;

/** Opens a prepackaged server's model where it can run. Throws as `openPrepackagedServer` does. */
export async function openServerNode(
  { unit, protocol, log, signal, replicas, env }: NodeRequest,
  { path, runtime, server, entry }: ServerSource,
  { python, logLevel, environment, servers }: NodeHosts,
): Promise<OpenedNode> {
  return await openPrepackagedServer(
    {
      server,
      runtime: runtime.runtime,
      files: runtime.files,
      protocol: protocol === 'kfserving' ? 'v2' : protocol,
      path,
      name: unit.name,
      parameters: readParameters(JSON.stringify(unit.parameters), `the parameters of ${server} ${unit.name}`),
      settings: {
        python,
        workers: Math.max(1, replicas),
        timeoutMs: NODE_TIMEOUT_MS,
        maxBatchSize: undefined,
        logLevel,
      },
      surroundings: { environment: { ...environment, ...env }, cwd: process.cwd(), log, signal },
    },
    entry === undefined ? servers : new Map([[server, entry]]),
  );
}
