export type ArchiveKind = 'tar' | 'tar.gz' | 'tar.zst' | 'zip';

const ENDINGS: readonly (readonly [RegExp, ArchiveKind])[] = [
  [/\.tar$/i, 'tar'],
  [/\.(tar\.gz|tgz)$/i, 'tar.gz'],
  [/\.(tar\.zst|tzst)$/i, 'tar.zst'],
  [/\.zip$/i, 'zip'],
];

/** The kind of archive that a file's name says it is; undefined for any other file. */
export function archiveKind(name: string): ArchiveKind | undefined {
  return ENDINGS.find(([ending]) => ending.test(name))?.[1];
}
