import type { Outcome } from '../../payload/index.ts';
import type { PartSink } from './pool/part-sink.ts';

/** So much of an answer waits for a slow reader; then the worker waits too. Half of it must be taken before it goes on. */
const MAX_WAITING_BYTES = 4 * 1024 * 1024;
/** What a part costs beside its data. */
const PART_BYTES = 1024;

/**
 * The parts of an answer as an iterable. `start` begins the call when the first is asked for; its promise ends the parts. What comes
 * while nobody asks waits here, up to a limit that the sink tells.
 */
export async function* streamParts(start: (sink: PartSink) => Promise<unknown>): AsyncGenerator<Outcome> {
  const waiting: { readonly outcome: Outcome; readonly costBytes: number }[] = [];
  let wake: () => void = () => {};
  let isOver = false;
  let failure: unknown;
  let waitingBytes = 0;
  const sink = {
    isFull: false,
    isClosed: false,
    taken: 0,
    onRoom: (): void => {},
    push(outcome: Outcome, sizeBytes: number): void {
      if (sink.isClosed) return;
      const costBytes = sizeBytes + PART_BYTES;
      waiting.push({ outcome, costBytes });
      waitingBytes += costBytes;
      if (waitingBytes >= MAX_WAITING_BYTES) sink.isFull = true;
      wake();
    },
  };
  const makeRoom = (): void => {
    sink.isFull = false;
    sink.onRoom();
  };
  try {
    start(sink)
      .catch((thrown: unknown) => {
        failure = thrown ?? new Error('the call failed');
      })
      .finally(() => {
        isOver = true;
        wake();
      });
    for (;;) {
      const next = waiting.shift();
      if (next !== undefined) {
        waitingBytes -= next.costBytes;
        sink.taken += 1;
        if (sink.isFull && waitingBytes <= MAX_WAITING_BYTES / 2) makeRoom();
        yield next.outcome;
      } else if (failure !== undefined) throw failure;
      else if (isOver) return;
      else {
        const { promise, resolve } = Promise.withResolvers<void>();
        wake = resolve;
        await promise;
      }
    }
  } finally {
    sink.isClosed = true;
    waiting.length = 0;
    makeRoom();
  }
}
