import type { Progress } from '../storage-context.ts';

export interface ProgressCounter {
  addBytes(count: number): void;
  addFile(): void;
  /** Tells the last state, whatever the time. */
  finish(): void;
}

const MIN_INTERVAL_MS = 100;

/** Counts what arrives and tells it at most ten times a second. `startBytes` were there before. */
export function countProgress(
  totals: { readonly totalBytes: number | undefined; readonly totalFiles: number; readonly startBytes: number },
  tell: ((progress: Progress) => void) | undefined,
  now: () => number,
): ProgressCounter {
  const { totalBytes, totalFiles, startBytes } = totals;
  const startedMs = now();
  let toldMs = startedMs;
  let doneBytes = startBytes;
  let doneFiles = 0;
  const say = (): void => {
    toldMs = now();
    const seconds = (toldMs - startedMs) / 1000;
    const bytesPerSecond = seconds > 0 ? (doneBytes - startBytes) / seconds : 0;
    tell?.({ doneBytes, totalBytes, doneFiles, totalFiles, bytesPerSecond });
  };
  return {
    addBytes: (count) => {
      doneBytes += count;
      if (now() - toldMs >= MIN_INTERVAL_MS) say();
    },
    addFile: () => {
      doneFiles += 1;
    },
    finish: say,
  };
}
