import type { Environment, LogLevel } from '../../base/index.ts';
import type { ContainerEngine } from '../../hosts/container/index.ts';
import type { CustomServer } from '../../hosts/prepackaged/index.ts';
import type { NodeRequest, OpenedNode, OpenNode } from '../../local/index.ts';
import type { Component } from '../../payload/index.ts';
import { classifyInterface } from '../microservice/classify-interface.ts';
import { freeYoungGeneration, limitYoungGeneration } from '../microservice/limit-young-generation.ts';
import { readParameters } from '../microservice/read-parameters.ts';
import { openImageNode } from './open-image-node.ts';
import { openServerNode } from './open-server-node.ts';

export interface NodeHosts {
  /** Docker or podman, if one is there. */
  readonly engine: () => Promise<ContainerEngine | undefined>;
  /** The interpreter for Python classes; undefined looks for one. */
  readonly python: string | undefined;
  readonly logLevel: LogLevel;
  readonly environment: Environment;
  /** Servers that somebody registered, by name. */
  readonly servers?: ReadonlyMap<string, CustomServer>;
}

/** A call of user code may take so long. */
export const NODE_TIMEOUT_MS = 300_000;

/** Opens the nodes of local deployments with the hosts of this program, whose own code is all that runs here until a node is a TypeScript class. */
export function createOpenNode(hosts: NodeHosts): OpenNode {
  limitYoungGeneration();
  return async (request) => {
    const { source } = request;
    switch (source.kind) {
      case 'class':
        return await openClassNode(request, source.entry, hosts);
      case 'server':
        return await openServerNode(request, source, hosts);
      case 'image':
        return await openImageNode(request, source, await hosts.engine());
    }
  };
}

async function openClassNode(
  { unit, env, replicas, log, signal }: NodeRequest,
  entry: { readonly class: string; readonly folder: string },
  { python, logLevel, environment }: NodeHosts,
): Promise<OpenedNode> {
  const target = classifyInterface(entry.class);
  const parameters = readParameters(JSON.stringify(unit.parameters), `parameters of node ${unit.name}`);
  if (target.language === 'javascript') {
    freeYoungGeneration();
    const { openJavascriptComponent } = await import('../../hosts/javascript/index.ts');
    const { file, exportName } = target;
    return named(await openJavascriptComponent({ file, exportName, parameters, cwd: entry.folder, log }), unit.name);
  }
  const { openPythonComponent } = await import('../../hosts/python/index.ts');
  const component = await openPythonComponent({
    className: target.className,
    cwd: entry.folder,
    python,
    parameters,
    workers: Math.max(1, replicas),
    timeoutMs: NODE_TIMEOUT_MS,
    env: { ...environment, ...env },
    log,
    logLevel,
    signal,
  });
  return named(component, unit.name);
}

function named(component: Component, name: string): Component {
  return Object.defineProperty(component, 'name', { value: name });
}
