import type { Outcome, Verb } from '../../payload/index.ts';
import { encodeMessage } from './encode-message.ts';
import { type FinishOptions, finishJson, layOut, toAscii } from './finish-json.ts';
import { formatPayload, formatPlainPayload } from './format-payload.ts';
import { formatMeta, type MetaOptions } from './meta.ts';
import type { SeldonRequest } from './seldon-request.ts';

export interface EncodeOptions extends MetaOptions, FinishOptions {}

export interface RestAnswer {
  readonly status: number;
  readonly body: Buffer | string;
}

/**
 * The answer to a request, in its form. A raw hook's message goes out as it is, for predict with its own `status.code` as the status.
 * Throws INVALID_ARGUMENT for a value that no answer can hold, UNKNOWN for a ragged list: both are the component's.
 */
export function encodeRest(verb: Verb, request: SeldonRequest, outcome: Outcome, options: EncodeOptions): RestAnswer {
  const { payload } = outcome;
  if (payload.kind === 'message') return encodeMessage(verb, payload, options);
  const { reply } = request;
  if (!reply.envelope) return { status: 200, body: finishJson(formatPlainPayload(payload), options) };
  const { text, isAscii } = formatPayload(verb, reply.form, payload, outcome.names);
  const meta = formatMeta(verb, reply, outcome, options);
  // Looking for letters outside of ASCII is saved where there can be none: in numbers.
  const data = isAscii ? text : toAscii(text, options);
  const json = `{${data},"meta":${meta === '{}' ? meta : toAscii(meta, options)}}`;
  return { status: 200, body: layOut(json, options) };
}
