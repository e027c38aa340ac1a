import type { Tensor } from '../../payload/index.ts';
import type { DataForm, ReplyForm, SeldonRequest } from './seldon-request.ts';

/** The form of a message that goes from node to node: that of its data, or `plain` for data without a message around it. */
export type CarriedForm = DataForm | 'plain';

/** The form of a request that has been read. */
export function carriedForm({ reply }: SeldonRequest): CarriedForm {
  return reply.envelope ? reply.form : 'plain';
}

/** How an answer is written in a form; one that came from another protocol has none. */
export function replyIn(form: unknown, metas: ReplyForm['metas']): ReplyForm {
  const isPlain = form === 'plain';
  return { envelope: !isPlain, form: isPlain ? 'ndarray' : asDataForm(form), metas, puidMeta: metas[0] };
}

/**
 * The form in which an array would be read again after it was written; undefined when it would be read as an array of another type.
 * `isJson` false: it is written as protobuf, whose numbers are doubles.
 */
export function readAgainAs({ dtype, shape }: Tensor, form: unknown, isJson: boolean): CarriedForm | undefined {
  if (form === 'plain' && dtype === 'float64') return 'plain';
  const data = asDataForm(form);
  if (data === 'tftensor' || shape.length === 0) return undefined;
  if (dtype === 'float64') return data === 'none' ? 'tensor' : data;
  return dtype === 'int64' && data === 'ndarray' && isJson ? data : undefined;
}

function asDataForm(form: unknown): DataForm {
  return form === 'ndarray' || form === 'tensor' || form === 'tftensor' ? form : 'none';
}
