import type { MessageCodec } from './codec.ts';
import type { Values } from './values.ts';
import type { WireMessage } from './wire-message.ts';

/**
 * A message on its way through a graph: bytes, values or both. Each is made of the other when it is first needed, and kept, so that several
 * branches share the work.
 */
export class Message {
  readonly codec: MessageCodec;
  readonly #isAnswer: boolean;
  #isReply = false;
  #wire: WireMessage | undefined;
  #values: Values | undefined;
  #received: Values | undefined = undefined;

  private constructor(codec: MessageCodec, wire: WireMessage | undefined, values: Values | undefined) {
    this.codec = codec;
    this.#isAnswer = values !== undefined;
    this.#wire = wire;
    this.#values = values;
  }

  /** What a caller sent. */
  static ofWire(codec: MessageCodec, wire: WireMessage): Message {
    return new Message(codec, wire, undefined);
  }

  /** What a node elsewhere answered. */
  static ofReply(codec: MessageCodec, wire: WireMessage): Message {
    const message = new Message(codec, wire, undefined);
    message.#isReply = true;
    return message;
  }

  /** `values` is an answer of a component. */
  static ofAnswer(codec: MessageCodec, values: Values): Message {
    return new Message(codec, undefined, values);
  }

  /** True when it came from a component in this process. */
  get isAnswer(): boolean {
    return this.#isAnswer;
  }

  /** The bytes as this codec writes them; translated when the message is of another protocol or encoding. */
  wire(codec: MessageCodec = this.codec): WireMessage {
    if (codec === this.codec) {
      this.#wire ??= codec.encode(this.values());
      return this.#wire;
    }
    return codec.encode(this.input());
  }

  /** The bytes that a node of that name is sent. */
  request(nodeName: string, codec: MessageCodec): WireMessage {
    const isAnswer = this.#isAnswer || this.#isReply || codec !== this.codec;
    return codec.toRequest(this.wire(codec), nodeName, isAnswer);
  }

  values(): Values {
    this.#values ??= this.codec.decode(this.#wire as WireMessage, this.#isReply);
    return this.#values;
  }

  /** The values as a component is given them. */
  input(): Values {
    if (!this.#isAnswer) return this.values();
    this.#received ??= this.codec.receive(this.values());
    return this.#received;
  }
}
