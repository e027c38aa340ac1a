import { RadiantError } from '../../../base/index.ts';
import type { Call, JsonValue, TensorOf } from '../../../payload/index.ts';
import { describeTensor, type EncodedSection, encodeSection, viewNumbers } from './encode-section.ts';
import { encodeFrame } from './frame.ts';
import { stringifyLenient } from './header-json.ts';

/** The frame of one call; `isStream` wants its answers one by one. Throws INVALID_ARGUMENT when it is too large for a frame (4 GiB). */
export function encodeCall(id: number, call: Call, isStream = false): Uint8Array[] {
  const sections: Uint8Array[][] = [];
  let inputs = '';
  for (const input of call.inputs) {
    const section = encodeSection(input.payload);
    sections.push([section.bytes]);
    inputs += `${inputs === '' ? '' : ','}{${section.members},"names":${stringifyNames(input.names)}}`;
  }
  const meta = metaOf(call);
  let header = `{"id":${id},"verb":"${call.verb}","inputs":[${inputs}],"meta":${meta},"keepLists":${call.keepLists}`;
  if (call.feedback !== undefined) {
    const truth = call.feedback.truth === undefined ? undefined : encodeSection(call.feedback.truth);
    if (truth !== undefined) sections.push([truth.bytes]);
    header += `,"feedback":${describeFeedback(call.feedback, truth)}`;
  }
  if (call.namedAnswers === true) header += ',"named":true';
  if (isStream) header += ',"stream":true';
  return frame(`${header}}`, sections);
}

/** Meta is Seldon's; what callers of other protocols say beside the data stands in its place. */
function metaOf({ meta, parameters }: Call): string {
  if (meta !== undefined) return stringifyLenient(meta);
  return parameters === undefined ? 'null' : stringifyLenient({ parameters });
}

/** The frame of a micro-batch: calls of one input each, whose tensors share dtype and columns. `rows` are theirs, in order. */
export function encodeBatch(id: number, calls: readonly Call[], rows: readonly number[]): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  let total = 0;
  let sizeBytes = 0;
  for (let i = 0; i < calls.length; i += 1) {
    const bytes = viewNumbers(batchTensor(calls[i]!).data);
    pieces.push(bytes);
    total += rows[i]!;
    sizeBytes += bytes.byteLength;
  }
  const first = calls[0]!;
  const { dtype, shape } = batchTensor(first);
  const input = `{${describeTensor(dtype, [total, shape[1]!], sizeBytes)},"names":${stringifyNames(first.inputs[0]!.names)}}`;
  const header = `{"id":${id},"verb":"predict","inputs":[${input}],"meta":null,"keepLists":${first.keepLists},"rows":[${rows.join(',')}]}`;
  return frame(header, [pieces]);
}

function batchTensor(call: Call): TensorOf<'float64'> {
  const payload = call.inputs[0]!.payload;
  if (payload.kind !== 'tensor') throw new TypeError('a micro-batch is made of tensors only');
  // Only the bytes and the shape are used; float64 stands for every numeric dtype.
  return payload.tensor as TensorOf<'float64'>;
}

function stringifyNames(names: JsonValue): string {
  return Array.isArray(names) && names.length === 0 ? '[]' : stringifyLenient(names);
}

function describeFeedback(feedback: NonNullable<Call['feedback']>, truth: EncodedSection | undefined): string {
  const truthText = truth === undefined ? 'null' : `{${truth.members}}`;
  return `{"reward":${stringifyLenient(feedback.reward)},"truth":${truthText},"routing":${feedback.routing ?? 'null'}}`;
}

function frame(header: string, sections: readonly (readonly Uint8Array[])[]): Uint8Array[] {
  try {
    return encodeFrame(header, sections);
  } catch (cause) {
    throw new RadiantError('INVALID_ARGUMENT', 'the request is too large for a Python worker (4 GiB of data at most)', {
      reason: 'REQUEST_TOO_LARGE',
      httpStatus: 413,
      cause,
    });
  }
}
