import type { PendingCall } from './pending-call.ts';

/** First in, first out; any call can be taken out in constant time. */
export class CallQueue {
  #first: PendingCall | undefined;
  #last: PendingCall | undefined;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  get first(): PendingCall | undefined {
    return this.#first;
  }

  push(call: PendingCall): void {
    call.isQueued = true;
    call.previous = this.#last;
    if (this.#last === undefined) this.#first = call;
    else this.#last.next = call;
    this.#last = call;
    this.#length += 1;
  }

  /** Puts calls before all others, keeping their order. */
  pushFront(calls: readonly PendingCall[]): void {
    for (let i = calls.length - 1; i >= 0; i -= 1) {
      const call = calls[i]!;
      call.isQueued = true;
      call.next = this.#first;
      if (this.#first === undefined) this.#last = call;
      else this.#first.previous = call;
      this.#first = call;
      this.#length += 1;
    }
  }

  shift(): PendingCall | undefined {
    const call = this.#first;
    if (call !== undefined) this.remove(call);
    return call;
  }

  remove(call: PendingCall): void {
    if (!call.isQueued) return;
    if (call.previous === undefined) this.#first = call.next;
    else call.previous.next = call.next;
    if (call.next === undefined) this.#last = call.previous;
    else call.next.previous = call.previous;
    call.previous = undefined;
    call.next = undefined;
    call.isQueued = false;
    this.#length -= 1;
  }
}
