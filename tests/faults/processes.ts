import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

export function processIsThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

export interface ProcessFacts {
  readonly pid: number;
  readonly residentBytes: number;
}

/** The process and all that it started, with the memory that each has now. */
export async function processTree(root: number): Promise<readonly ProcessFacts[]> {
  const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid=,rss=']);
  const all = stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number) as [number, number, number]);
  const wanted = new Set([root]);
  // Parents may stand behind their children.
  for (let size = 0; size !== wanted.size; ) {
    size = wanted.size;
    for (const [pid, parent] of all) if (wanted.has(parent)) wanted.add(pid);
  }
  return all.filter(([pid]) => wanted.has(pid)).map(([pid, , kib]) => ({ pid, residentBytes: kib * 1024 }));
}
