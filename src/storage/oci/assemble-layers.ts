import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { RadiantError } from '../../base/index.ts';
import type { ArchiveKind } from '../archive/archive-kind.ts';
import { unpackTarFile } from '../archive/unpack-archive.ts';
import { countUnpacked } from '../archive/unpack-limits.ts';
import type { StorageLimits } from '../storage-context.ts';
import type { ModelLayer } from './choose-layers.ts';
import { placeLayers } from './place-layers.ts';

export interface AssembleOptions {
  readonly layers: readonly ModelLayer[];
  /** File or folder that is wanted; empty for the model. */
  readonly path: string;
  readonly shown: string;
  readonly limits: StorageLimits;
}

/** Where images for KServe ("modelcars") keep the model. */
const MODELS = 'models';

/** The file of a layer in the folder of downloads. */
export function layerFile(index: number): string {
  return `layer-${index + 1}`;
}

/**
 * Puts the layers one over the other and gives the path of the model in there: of an image its folder /models, or all of it when it has none.
 * Throws NOT_FOUND when the path is not in it, MALFORMED_ARCHIVE and UNSAFE_PATH for what is dangerous.
 */
export async function assembleLayers(from: string, to: string, options: AssembleOptions): Promise<string> {
  const { layers, path } = options;
  const isImage = layers.some((layer) => layer.kind === 'tar' && layer.isImage);
  const attempts = isImage ? (path === '' ? [[MODELS], ['']] : [[`${MODELS}/${path}`, path]]) : [[path]];
  for (const wanted of attempts) {
    const found = await assemble(from, to, wanted, options);
    if (found !== undefined) return found;
  }
  const place = isImage ? `neither ${MODELS}/${path} nor ${path}` : `no ${path}`;
  throw new RadiantError(
    'NOT_FOUND',
    path === '' ? `there is nothing in ${options.shown}` : `there is ${place} in ${options.shown}`,
    { reason: path === '' ? 'MODEL_EMPTY' : 'MODEL_NOT_FOUND' },
  );
}

async function assemble(
  from: string,
  to: string,
  wanted: readonly string[],
  { layers, shown, limits }: AssembleOptions,
): Promise<string | undefined> {
  const sizeBytes = layers.reduce((sum, { descriptor }) => sum + descriptor.sizeBytes, 0);
  const placer = placeLayers({ folder: to, wanted, shown, counter: countUnpacked(shown, sizeBytes, limits) });
  for (const [index, layer] of layers.entries()) {
    const file = join(from, layerFile(index));
    if (layer.kind === 'file') await placer.take(index + 1, layer.path, file);
    else await unpackTarFile(file, await readKind(file), shown, placer.layer(index + 1, layer.isImage));
  }
  for (const path of wanted) {
    const node = placer.find(path);
    if (node?.kind === 'link') {
      throw new RadiantError(
        'FAILED_PRECONDITION',
        `${path} in ${shown} is a link to ${JSON.stringify(node.target).slice(0, 200)}: name what it leads to`,
        { reason: 'UNSAFE_PATH' },
      );
    }
    const isThere = node?.kind === 'file' || (node?.kind === 'folder' && node.children.size > 0);
    if (!isThere) continue;
    await placer.finish(path);
    return path;
  }
  await rm(to, { recursive: true });
  await mkdir(to);
  return undefined;
}

/** By the first bytes, as container engines do: media types are often wrong. */
async function readKind(file: string): Promise<Exclude<ArchiveKind, 'zip'>> {
  const handle = await open(file);
  try {
    const { buffer } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    const start = buffer.toString('hex');
    return start.startsWith('1f8b') ? 'tar.gz' : start === '28b52ffd' ? 'tar.zst' : 'tar';
  } finally {
    await handle.close();
  }
}
