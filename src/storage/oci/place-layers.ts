import { link } from 'node:fs/promises';
import { type EntryPlacer, writeEntry } from '../archive/place-entry.ts';
import type { UnpackCounter } from '../archive/unpack-limits.ts';
import { checkPath } from '../transfer/safe-path.ts';
import { isWhiteout, LayerFolder, whiteoutSubject } from './layer-folder.ts';
import { createNode, type LayerNode } from './layer-tree.ts';

/** Puts layers one over the other, as the OCI image specification has it ("Applying changesets"), in an empty folder and nowhere else. */
export interface LayerPlacer {
  /** Takes the entries of the layer's tar. `hasWhiteouts`: names with `.wh.` take away. */
  layer(number: number, hasWhiteouts: boolean): EntryPlacer;
  /** Gives a file of this machine a place in the model. */
  take(number: number, path: string, file: string): Promise<void>;
  find(path: string): LayerNode | undefined;
  /** Makes the links below a path, or throws for one that leads out of it. */
  finish(path: string): Promise<void>;
}

export interface PlaceOptions {
  readonly folder: string;
  /** Folders and files that are wanted; `''` is everything. What lies elsewhere is read over. */
  readonly wanted: readonly string[];
  readonly counter: UnpackCounter;
  /** Names the model in messages. */
  readonly shown: string;
}

const HEADER_BYTES = 512;

export function placeLayers({ folder, wanted, counter, shown }: PlaceOptions): LayerPlacer {
  const made = new LayerFolder(folder, shown);
  const isWanted = (path: string): boolean => wanted.some((one) => isBelow(path, one) || isBelow(one, path));
  const check = (path: string): string => {
    counter.addEntry();
    return checkPath(path, shown);
  };
  return {
    layer: (layer, hasWhiteouts) => {
      const done = new Set<string>();
      return {
        skips: (path, sizeBytes) => {
          if (isRoot(path)) return false;
          const safe = checkPath(path, shown);
          if (isWanted(hasWhiteouts && isWhiteout(safe) ? whiteoutSubject(safe).path : safe)) return false;
          counter.addBytes(sizeBytes + HEADER_BYTES);
          return true;
        },
        folder: async (path) => {
          if (!isRoot(path)) await made.put(check(path), createNode('folder', layer));
        },
        file: async (path, content) => {
          const safe = check(path);
          if (!hasWhiteouts || !isWhiteout(safe)) {
            await writeEntry(await made.put(safe, createNode('file', layer)), content, counter);
            return;
          }
          for await (const chunk of content) counter.addBytes((chunk as Buffer).length);
          // The same again would change nothing, and may cost much.
          if (!done.has(safe)) await made.whiteOut(safe, layer);
          done.add(safe);
        },
        link: async (path, target) => void (await made.put(check(path), createNode('link', layer, target))),
        hardLink: async (path, target) => await made.putHardLink(check(path), checkPath(target, shown), layer),
        finish: () => Promise.resolve(),
      };
    },
    take: async (layer, path, file) => await link(file, await made.put(check(path), createNode('file', layer))),
    find: (path) => made.find(path),
    finish: (path) => made.makeLinks(path),
  };
}

function isBelow(path: string, above: string): boolean {
  return above === '' || path === above || path.startsWith(`${above}/`);
}

function isRoot(path: string): boolean {
  return /^(\.?\/)*\.?$/.test(path);
}
