/** Time as the host sees it; tests give their own. */
export interface HostClock {
  /** Milliseconds that never go back. */
  monotonicMs(): number;
  /** Milliseconds since the epoch. */
  epochMs(): number;
  /** Calls back once after the delay; gives the function that cancels it. */
  startTimer(delayMs: number, callback: () => void): () => void;
}

export function createSystemClock(): HostClock {
  return {
    monotonicMs: () => performance.now(),
    epochMs: () => Date.now(),
    startTimer: (delayMs, callback) => {
      const timer = setTimeout(callback, delayMs);
      return () => clearTimeout(timer);
    },
  };
}
