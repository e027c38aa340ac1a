/** Something that a sweep looks at now and then, because it may wait for its caller for ever. */
export interface OpenCall {
  /** Neighbours in the list of open calls; undefined outside of it. Only `OpenCalls` writes them. */
  previousCall: OpenCall | undefined;
  nextCall: OpenCall | undefined;
  /** Ends the call if its caller took too long. `nowMs` is on the clock of `performance.now()`. */
  sweep(nowMs: number): void;
  /** The door closes: calls that never end by themselves end now. */
  drain(): void;
}

/** The calls of a door. A linked list, for every call goes in and out: nothing is hashed and nothing grows. */
export class OpenCalls {
  readonly #end: OpenCall = createEnd();

  add(call: OpenCall): void {
    const last = this.#end.previousCall!;
    call.previousCall = last;
    call.nextCall = this.#end;
    last.nextCall = call;
    this.#end.previousCall = call;
  }

  /** No effect when the call is not in the list. */
  remove(call: OpenCall): void {
    const { previousCall, nextCall } = call;
    if (previousCall === undefined || nextCall === undefined) return;
    previousCall.nextCall = nextCall;
    nextCall.previousCall = previousCall;
    call.previousCall = undefined;
    call.nextCall = undefined;
  }

  /** All of them, as they are now: they may leave while the caller goes through the list. */
  list(): readonly OpenCall[] {
    const calls: OpenCall[] = [];
    for (let call = this.#end.nextCall!; call !== this.#end; call = call.nextCall!) calls.push(call);
    return calls;
  }
}

function createEnd(): OpenCall {
  const end: OpenCall = { previousCall: undefined, nextCall: undefined, sweep() {}, drain() {} };
  end.previousCall = end;
  end.nextCall = end;
  return end;
}
