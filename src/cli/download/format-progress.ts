import type { Progress } from '../../storage/index.ts';

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/** One line about a download: `12.5 MB of 100 MB, 3 of 7 files, 8.1 MB/s`. */
export function formatProgress({ doneBytes, totalBytes, doneFiles, totalFiles, bytesPerSecond }: Progress): string {
  const size =
    totalBytes === undefined ? formatSize(doneBytes) : `${formatSize(doneBytes)} of ${formatSize(totalBytes)}`;
  const files = totalFiles > 1 ? `, ${doneFiles} of ${totalFiles} files` : '';
  return `${size}${files}, ${formatSize(bytesPerSecond)}/s`;
}

/** A count of bytes for people, in powers of 1000: three digits and a unit. */
export function formatSize(bytes: number): string {
  const power = bytes < 1000 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  return `${power === 0 ? Math.round(bytes) : Number((bytes / 1000 ** power).toPrecision(3))} ${UNITS[power]}`;
}
