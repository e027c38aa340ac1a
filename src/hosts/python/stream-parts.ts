import type { Outcome } from '../../payload/index.ts';

/**
 * The parts of an answer as an iterable. `start` begins the call when the first is asked for; its promise ends the parts. What comes
 * while nobody asks waits here.
 */
export async function* streamParts(
  start: (onPart: (outcome: Outcome) => void) => Promise<unknown>,
): AsyncGenerator<Outcome> {
  const waiting: Outcome[] = [];
  let wake: () => void = () => {};
  let isOver = false;
  let failure: unknown;
  const tell = (): void => wake();
  start((outcome) => {
    waiting.push(outcome);
    tell();
  })
    .catch((thrown: unknown) => {
      failure = thrown ?? new Error('the call failed');
    })
    .finally(() => {
      isOver = true;
      tell();
    });
  for (;;) {
    const next = waiting.shift();
    if (next !== undefined) yield next;
    else if (failure !== undefined) throw failure;
    else if (isOver) return;
    else {
      const { promise, resolve } = Promise.withResolvers<void>();
      wake = resolve;
      await promise;
    }
  }
}
