import { createHash } from 'node:crypto';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Part } from './plan-parts.ts';

/** Which parts of an unfinished download are on the disk, kept beside it, so that a later process goes on there. */
export interface Journal {
  has(part: Part): boolean;
  add(part: Part): Promise<void>;
  readonly isResumed: boolean;
}

/**
 * Opens the journal of a folder. `plan` names what is downloaded and how it is cut: a journal of another plan is thrown away, and so is one
 * from before the machine's last start, since bytes that were on their way to the disk then may be missing.
 */
export async function openJournal(folder: string, plan: string): Promise<Journal> {
  const path = join(folder, 'journal');
  const head = createHash('sha256')
    .update(`${plan}\n${await readBootId()}`)
    .digest('hex');
  const [found, ...lines] = (await readFile(path, 'utf8').catch(() => '')).split('\n');
  const isResumed = found === head;
  // The last line is empty, or was cut in the middle.
  const done = new Set(isResumed ? lines.slice(0, -1) : []);
  if (!isResumed) await writeFile(path, `${head}\n`);
  else if (lines.at(-1) !== '') await writeFile(path, `${[head, ...done].join('\n')}\n`);
  return {
    isResumed,
    has: (part) => done.has(nameOf(part)),
    add: async (part) => {
      done.add(nameOf(part));
      await appendFile(path, `${nameOf(part)}\n`);
    },
  };
}

function nameOf({ index, part }: Part): string {
  return `${index} ${part}`;
}

/** Linux tells one start of the machine from the next; elsewhere the process does, so nothing is resumed there after a restart. */
async function readBootId(): Promise<string> {
  return await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => `process ${process.pid}`);
}
