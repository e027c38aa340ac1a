const FIRST_DELAY_MS = 100;
const MAX_DELAY_MS = 10_000;
/** A worker that lived so long, or answered so many calls, was well: its death says nothing about the next one. */
const HEALTHY_MS = 5000;
const HEALTHY_ANSWERS = 100;

/** Milliseconds to wait before the n-th start in a row (from 1): 100 ms, doubled each time, 10 s at most. */
export function restartDelayMs(deathsInRow: number): number {
  return Math.min(FIRST_DELAY_MS * 2 ** Math.min(deathsInRow - 1, 20), MAX_DELAY_MS);
}

/** True when a worker that was ready for so long and gave so many answers ends the row of deaths. */
export function wasHealthy(readyMs: number, answers: number): boolean {
  return readyMs >= HEALTHY_MS || answers >= HEALTHY_ANSWERS;
}
