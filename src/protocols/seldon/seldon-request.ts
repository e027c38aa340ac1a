import type { Feedback, Input, JsonObject } from '../../payload/index.ts';

/** In which of the forms of `data` the caller sent it; `none` when it sent something else (text, bytes, JSON). */
export type DataForm = 'ndarray' | 'tensor' | 'tftensor' | 'none';

/** What the answer takes from the request. Opaque outside of this folder. */
export interface ReplyForm {
  /** False for plain JSON without the message around it: it is answered in kind. */
  readonly envelope: boolean;
  readonly form: DataForm;
  /** The meta objects of the request: one at most, for aggregate one per message that has one. */
  readonly metas: readonly JsonObject[];
  /** Where the puid comes from: for aggregate the first message. */
  readonly puidMeta: JsonObject | undefined;
}

/** A request that has been read: what a `Call` needs, and how to answer. */
export interface SeldonRequest {
  readonly inputs: readonly Input[];
  readonly meta: JsonObject | undefined;
  readonly feedback: Feedback | undefined;
  /** Always true: what must be uniform in a JSON answer is made so when it is written. */
  readonly keepLists: boolean;
  readonly reply: ReplyForm;
}

const NO_METAS: readonly JsonObject[] = [];

/** The reply form of a request with one meta object, or none. */
export function replyForm(envelope: boolean, form: DataForm, meta: JsonObject | undefined): ReplyForm {
  return { envelope, form, metas: meta === undefined ? NO_METAS : [meta], puidMeta: meta };
}
