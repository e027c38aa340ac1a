import type { Socket } from 'node:net';

/** So long an answer may wait for others, and so long may take what is computed before it is sent. */
const MOST_HELD_MS = 0.5;

/** An answer that is ready to be sent. */
export interface ReadyAnswer {
  send(nowMs: number): void;
}

/**
 * Small answers of one turn of the event loop, sent one after the other at its end. Each write that wakes a sleeping client costs the
 * kernel more than the whole rest of a small request; a client that is still busy with the answer before needs not be woken.
 */
export class HeldAnswers {
  #answers: ReadyAnswer[] = [];
  #firstMs = 0;
  #connections = 0;
  readonly #flush = (): void => this.flush();

  /** Counts a connection: where there is but one, there are no others to wait for. */
  watch(socket: Socket): void {
    this.#connections++;
    socket.once('close', () => {
      this.#connections--;
    });
  }

  /** Sends the answer with the others of this turn, or all at once when the first has waited long. */
  hold(answer: ReadyAnswer, nowMs: number): void {
    if (this.#connections <= 1) {
      answer.send(nowMs);
      return;
    }
    this.#answers.push(answer);
    if (this.#answers.length === 1) {
      this.#firstMs = nowMs;
      setImmediate(this.#flush);
    } else if (nowMs - this.#firstMs > MOST_HELD_MS) {
      this.flush();
    }
  }

  /** Sends what is held. */
  flush(): void {
    const answers = this.#answers;
    if (answers.length === 0) return;
    this.#answers = [];
    const nowMs = performance.now();
    for (const answer of answers) answer.send(nowMs);
  }
}

/** True for what was computed so quickly that another answer of its kind can be waited for. */
export function isQuick(tookMs: number): boolean {
  return tookMs <= MOST_HELD_MS;
}
