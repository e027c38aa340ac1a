const FIRST_MS = 100;
const LONGEST_MS = 30_000;
/** A process that lived this long was well: the next crash counts as the first. */
const HEALTHY_MS = 60_000;

/** How long to wait before a crashed process is replaced: nothing the first time, then twice as long every time. */
export function createRestartDelay(): (livedMs: number) => number {
  let crashes = 0;
  return (livedMs) => {
    crashes = livedMs >= HEALTHY_MS ? 1 : crashes + 1;
    return crashes === 1 ? 0 : Math.min(LONGEST_MS, FIRST_MS * 2 ** (crashes - 2));
  };
}
