import type { RadiantError } from '../../../base/index.ts';
import type { Cancellation } from '../../../graph/index.ts';
import { callerGone, tooLate } from '../node-errors.ts';
import type { RestAnswer } from './answer-reader.ts';

/** What is sent, and who waits for it. */
export interface RestExchange {
  /** The head of the request, a character a byte. */
  readonly head: string;
  readonly body: Uint8Array;
  readonly deadlineMs: number | undefined;
  readonly signal: Cancellation | undefined;
  /** True when it does no harm if the node computes it twice. */
  readonly mayResend: boolean;
}

/** What a call is in the hands of: the queue, or the connection that it was sent on. */
export interface CallHolder {
  /** Nobody waits for the call any more. */
  drop(call: RestCall): void;
}

/** One exchange on its way: ended by its answer, an error, the deadline or the caller, whichever is first. */
export class RestCall {
  readonly head: string;
  readonly body: Uint8Array;
  readonly mayResend: boolean;
  /** True: it has been tried before, and is sent on a new connection. */
  isSecond = false;
  holder: CallHolder | undefined = undefined;
  isEnded = false;
  readonly #name: string;
  readonly #resolve: (answer: RestAnswer) => void;
  readonly #reject: (error: RadiantError) => void;
  readonly #signal: Cancellation | undefined;
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #cancel: (() => void) | undefined;

  constructor(
    name: string,
    exchange: RestExchange,
    resolve: (answer: RestAnswer) => void,
    reject: (error: RadiantError) => void,
  ) {
    this.#name = name;
    this.head = exchange.head;
    this.body = exchange.body;
    this.mayResend = exchange.mayResend;
    this.#resolve = resolve;
    this.#reject = reject;
    const { deadlineMs, signal } = exchange;
    this.#signal = signal;
    if (deadlineMs !== undefined) {
      this.#timer = setTimeout(() => this.#giveUp(tooLate(name)), Math.max(0, deadlineMs - Date.now()));
    }
    if (signal !== undefined) {
      this.#cancel = () => this.#giveUp(callerGone(this.#name));
      signal.addEventListener('abort', this.#cancel, { once: true });
      if (signal.aborted) this.#cancel();
    }
  }

  succeed(answer: RestAnswer): void {
    if (this.isEnded) return;
    this.#end();
    this.#resolve(answer);
  }

  fail(error: RadiantError): void {
    if (this.isEnded) return;
    this.#end();
    this.#reject(error);
  }

  #giveUp(error: RadiantError): void {
    const { holder } = this;
    this.fail(error);
    holder?.drop(this);
  }

  #end(): void {
    this.isEnded = true;
    this.holder = undefined;
    if (this.#timer !== undefined) clearTimeout(this.#timer);
    if (this.#cancel !== undefined) this.#signal?.removeEventListener('abort', this.#cancel);
  }
}
