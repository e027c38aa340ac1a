export type EndSignal = 'SIGINT' | 'SIGTERM';

export interface SignalSource {
  on(name: EndSignal, listener: () => void): unknown;
  off(name: EndSignal, listener: () => void): unknown;
}

export interface SignalWatch {
  /** Resolves with the first signal. */
  readonly first: Promise<EndSignal>;
  /** Stops watching: from then on a signal does what it does by default. */
  stop(): void;
}

/** npm and shells repeat a signal that the terminal has sent to everybody already; such echoes come within this time. */
const ECHO_MS = 100;

/** Waits for SIGINT and SIGTERM. The first one resolves `first`; a second one, no echo of the first, calls `onSecond`. */
export function watchSignals(
  source: SignalSource,
  onSecond: (signal: EndSignal) => void,
  clock: () => number = Date.now,
): SignalWatch {
  const { promise, resolve } = Promise.withResolvers<EndSignal>();
  let firstAt: number | undefined;
  const receive = (signal: EndSignal): void => {
    if (firstAt === undefined) {
      firstAt = clock();
      resolve(signal);
    } else if (clock() - firstAt >= ECHO_MS) {
      onSecond(signal);
    }
  };
  const onInterrupt = (): void => receive('SIGINT');
  const onTerminate = (): void => receive('SIGTERM');
  source.on('SIGINT', onInterrupt);
  source.on('SIGTERM', onTerminate);
  return {
    first: promise,
    stop: () => {
      source.off('SIGINT', onInterrupt);
      source.off('SIGTERM', onTerminate);
    },
  };
}
