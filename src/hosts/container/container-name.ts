import { createHash, randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { isProcessAlive } from '../../base/index.ts';

const PREFIX = 'radiant-';

/** A new name for a container of this process: `radiant-<machine>-<process>-<random>`. */
export function makeContainerName(): string {
  return `${PREFIX}${machineWord()}-${process.pid}-${randomUUID().slice(0, 8)}`;
}

/** Whether a container was started on this machine by a process that is no more. Those of other machines with the same engine are left alone. */
export function isLeftOver(name: string): boolean {
  const [, machine, pid] = /^radiant-([0-9a-f]{8})-(\d+)-[0-9a-f]{8}$/.exec(name) ?? [];
  return machine === machineWord() && !isProcessAlive(Number(pid));
}

function machineWord(): string {
  return createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
}
