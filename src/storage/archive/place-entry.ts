import { createWriteStream } from 'node:fs';
import { mkdir, symlink } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { RadiantError } from '../../base/index.ts';
import { checkPath } from '../transfer/safe-path.ts';
import { archiveError, type UnpackCounter } from './unpack-limits.ts';

/** Puts entries of an archive into a folder, and nowhere else. */
export interface EntryPlacer {
  folder(path: string): Promise<void>;
  file(path: string, content: Readable): Promise<void>;
  /** Links are made last, by `finish`: nothing can be written through one. */
  link(path: string, target: string): Promise<void> | void;
  /** A further name of a file that came before, where they are taken; refused where this is left out. */
  hardLink?(path: string, target: string): Promise<void>;
  /** True for an entry that is not wanted. Its content is then read over. */
  skips?(path: string, sizeBytes: number): boolean;
  finish(): Promise<void>;
}

/** Unpacks into `folder`, which must be empty. Two entries of one name are refused, and so are links that lead outside. */
export function placeEntries(folder: string, archive: string, counter: UnpackCounter): EntryPlacer {
  const links = new Map<string, string>();
  const made = new Set<string>();
  const makeParent = async (path: string): Promise<void> => {
    await mkdir(dirname(join(folder, path)), { recursive: true }).catch((cause: unknown) => {
      throw archiveError(`${archive} has both a file and a folder of the name ${posix.dirname(path)}`, cause);
    });
  };
  const check = (path: string): string => {
    counter.addEntry();
    return checkPath(path, archive);
  };
  return {
    folder: async (path) => {
      if (/^(\.?\/)*\.?$/.test(path)) return;
      await mkdir(join(folder, check(path)), { recursive: true });
    },
    file: async (path, content) => {
      const safe = check(path);
      if (made.has(safe)) throw archiveError(`${archive} has two entries of the name ${safe}`);
      made.add(safe);
      await makeParent(safe);
      await writeEntry(join(folder, safe), content, counter);
    },
    link: (path, target) => {
      links.set(check(path), target);
    },
    finish: async () => {
      for (const [path, target] of links) checkLink(path, target, links, archive);
      for (const [path, target] of links) {
        await makeParent(path);
        await symlink(target, join(folder, path)).catch((cause: unknown) => {
          throw archiveError(`${archive} has two entries of the name ${path}`, cause);
        });
      }
    },
  };
}

/** Writes a file that is not there yet, and counts what it gets. */
export async function writeEntry(path: string, content: Readable, counter: UnpackCounter): Promise<void> {
  await pipeline(
    content,
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        counter.addBytes(chunk.length);
        yield chunk;
      }
    },
    createWriteStream(path, { flags: 'wx' }),
  );
}

/**
 * Follows the text of a link step by step. It must stay inside, must not go through another link, which could end anywhere, and must not name
 * a folder that holds it, since whoever walks the folder would walk for ever. It may end at another link.
 */
export function checkLink(path: string, target: string, links: ReadonlyMap<string, string>, archive: string): void {
  const refuse = (why: string): RadiantError =>
    archiveError(`${archive} has a link that ${why}: ${path} to ${JSON.stringify(target).slice(0, 200)}`);
  if (target === '' || target.includes('\0') || target.startsWith('/')) throw refuse('leaves its folder');
  const at = path.split('/').slice(0, -1);
  if (at.some((_, count) => links.has(at.slice(0, count + 1).join('/')))) throw refuse('lies behind another link');
  const steps = target.split('/').filter((step) => step !== '' && step !== '.');
  for (const [index, step] of steps.entries()) {
    if (step !== '..') at.push(step);
    else if (at.pop() === undefined) throw refuse('leaves its folder');
    if (index < steps.length - 1 && links.has(at.join('/'))) throw refuse('goes through another link');
  }
  const reached = at.join('/');
  if (reached === '' || `${path}/`.startsWith(`${reached}/`)) throw refuse('leads to a folder that holds it');
}
