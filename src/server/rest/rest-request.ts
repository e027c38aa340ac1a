import type { Exchange } from './exchange.ts';
import { IncomingMessage } from './node-http.ts';

/**
 * A request whose body goes straight to its exchange. Node's parser hands every piece of a body to `push`, and null at its end;
 * what a stream does with them (queues, listeners, ticks) costs a fifth of a small request's time, which is why this
 * inherits: `createServer` takes the class as an option. Such a request has no events `data`, `end` and `close`.
 * Without an exchange it is the stream that it always was.
 */
export class RestRequest extends IncomingMessage {
  exchange: Exchange | undefined = undefined;

  override push(chunk: Uint8Array | null, encoding?: BufferEncoding): boolean {
    const { exchange } = this;
    if (exchange === undefined) return super.push(chunk, encoding);
    if (chunk !== null) {
      exchange.take(chunk);
      return true;
    }
    // An idle connection keeps its last request: the body must not stay with it.
    this.exchange = undefined;
    // Marks the request as read, so that Node does not drain it once more.
    this.read(0);
    exchange.complete();
    return true;
  }
}
