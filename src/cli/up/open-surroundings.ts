import { resolve } from 'node:path';
import type { Log } from '../../base/index.ts';
import { openStateStore, STATE_URL_VARIABLE } from '../../graph/index.ts';
import type { ContainerEngine } from '../../hosts/container/index.ts';
import { findHomeFolder, type LocalSurroundings } from '../../local/index.ts';
import { defaultCacheDir } from '../../storage/index.ts';
import type { CliIo } from '../cli-io.ts';
import type { IngressOptions } from './ingress-options.ts';
import { createOpenNode } from './open-node.ts';
import { readServersOption } from './servers-option.ts';

export interface OpenedSurroundings extends Omit<LocalSurroundings, 'onProgress'> {
  /** Waits until what bandits have learnt is on disk. */
  close(): Promise<void>;
}

/** What deployments on this machine share, with the hosts, the model cache and the state of this user. */
export async function openSurroundings(
  { python, cacheDir, logLevel, serversFile }: IngressOptions,
  io: CliIo,
  log: Log,
): Promise<OpenedSurroundings> {
  const { environment } = io;
  let finding: Promise<ContainerEngine | undefined> | undefined;
  const engine = (): Promise<ContainerEngine | undefined> => {
    finding ??= import('../../hosts/container/index.ts').then(({ findEngine }) => findEngine(environment));
    return finding;
  };
  const servers = await readServersOption(serversFile, io);
  const state = await openStateStore(environment[STATE_URL_VARIABLE] || findHomeFolder(environment).state, log);
  return {
    openNode: createOpenNode({ engine, python, logLevel, environment, servers: servers.classes }),
    servers: servers.catalogue,
    environment,
    cacheDir: resolve(cacheDir ?? defaultCacheDir(environment)),
    hasEngine: async () => (await engine()) !== undefined,
    log,
    state,
    close: () => state.close(),
  };
}
