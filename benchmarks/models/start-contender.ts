import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Task } from './task.ts';

/** A process on one core that answers a line per line. */
export interface Contender {
  ask<T>(task: Task): Promise<T>;
  close(): void;
}

/** One thread: what runs beside it would be threads of libraries. */
const ONE_THREAD = { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1' };

export function startContender(command: readonly string[], core: string): Contender {
  const child = spawn('taskset', ['-c', core, ...command], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...ONE_THREAD, PYTHONWARNINGS: 'ignore' },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async ask<T>(task: Task): Promise<T> {
      child.stdin.write(`${JSON.stringify(task)}\n`);
      const { value, done } = await lines.next();
      if (done === true) throw new Error(`${command.join(' ')} ended`);
      return JSON.parse(value) as T;
    },
    close: () => void child.kill(),
  };
}
