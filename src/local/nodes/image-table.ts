import { RadiantError } from '../../base/index.ts';

/** The local class that stands for an image. */
export interface ImageEntry {
  /** As `radiant microservice` takes it: `package.Module`, `./model.ts`, `file#Export`. */
  readonly class: string;
  /** Folder that the class is looked for in. */
  readonly folder: string;
}

/** Classes by image (with or without its tag), or by the name of a container. */
export type ImageTable = ReadonlyMap<string, ImageEntry>;

/** Classes by the name of the prepackaged server that each is. */
export type ServerClasses = ReadonlyMap<string, ImageEntry>;

/** Annotation of a deployment that maps images here: `image=class` or `container=class`, one a line or separated by commas. */
export const CLASSES_ANNOTATION = 'radiant.io/classes';

/**
 * Reads a mapping as users write it: an object of image -> class, or image -> {class, folder}. Folders are relative to `folder`.
 * Throws INVALID_ARGUMENT naming the entry.
 */
export function readImageTable(
  value: unknown,
  folder: string,
  resolvePath: (folder: string, path: string) => string,
): ImageTable {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw badEntry('the mapping of images is no object: write `image: class` lines');
  }
  return new Map(Object.entries(value).map(([image, entry]) => [image, readEntry(image, entry, folder, resolvePath)]));
}

/** Reads the annotation's lines. Throws INVALID_ARGUMENT for a line without `=`. */
export function parseClassesAnnotation(text: string, folder: string): ImageTable {
  const lines = text.split(/[\n,]/).map((line) => line.trim());
  return new Map(
    lines
      .filter((line) => line !== '')
      .map((line) => {
        const at = line.indexOf('=');
        if (at <= 0) throw badEntry(`annotation ${CLASSES_ANNOTATION}: "${line}" has no "=": write image=class`);
        return [line.slice(0, at).trim(), { class: line.slice(at + 1).trim(), folder }];
      }),
  );
}

/** The entry for a container: by its name, its image, or its image without the tag. */
export function findClass(table: ImageTable, container: string, image: string): ImageEntry | undefined {
  return table.get(container) ?? table.get(image) ?? table.get(withoutTag(image));
}

function withoutTag(image: string): string {
  const digest = image.split('@')[0] as string;
  const colon = digest.lastIndexOf(':');
  return colon > digest.lastIndexOf('/') ? digest.slice(0, colon) : digest;
}

function readEntry(
  image: string,
  entry: unknown,
  folder: string,
  resolvePath: (folder: string, path: string) => string,
): ImageEntry {
  if (typeof entry === 'string') return { class: entry, folder };
  const { class: name, folder: own } = (entry ?? {}) as { class?: unknown; folder?: unknown };
  if (typeof name !== 'string' || (own !== undefined && typeof own !== 'string')) {
    throw badEntry(`image ${image}: write the class as text, or {class: ..., folder: ...}`);
  }
  return { class: name, folder: own === undefined ? folder : resolvePath(folder, own) };
}

function badEntry(message: string): RadiantError {
  return new RadiantError('INVALID_ARGUMENT', message, { reason: 'BAD_IMAGE_MAPPING' });
}
