import { Buffer } from 'node:buffer';
import { RadiantError } from '../../../base/index.ts';
import type { WireMessage } from '../../../graph/index.ts';
import { formatJson, formatJsonText, type Input, type JsonValue, type NamedTensor } from '../../../payload/index.ts';
import {
  decodeTensorflow,
  decodeTensorflowGrpc,
  encodeTensorflow,
  encodeTensorflowGrpc,
} from '../../../protocols/tensorflow/index.ts';
import { badAnswer, plainAnswer, readJsonAnswer } from '../proxies/read-answer.ts';
import { renumberFields } from '../proxies/renumber-fields.ts';

export interface TensorflowNames {
  readonly modelName: string;
  readonly signatureName: string;
  /** Undefined: the only input has no name of its own. */
  readonly input: string | undefined;
}

/** PredictRequest holds the ModelSpec in field 1 and tensors in 2, PredictResponse the other way round. */
const SWAPPED: ReadonlyMap<number, number> = new Map([
  [1, 2],
  [2, 1],
]);
const ROWS = '{"predictions":';
const COLUMNS = '{"outputs":';

/** A request over REST: rows for one tensor, columns for named ones; an object of the caller's own is sent as it is. */
export function encodeRestRequest({ payload }: Input, { signatureName }: TensorflowNames): WireMessage {
  const json = payload.kind === 'json' ? formatJsonText(payload.json) : undefined;
  if (json?.trimStart().startsWith('{')) return wire(json);
  const isNamed = payload.kind === 'tensors' && payload.tensors.some(({ name }) => name !== '');
  const form = isNamed && payload.tensors.length > 1 ? 'column' : 'row';
  const request = { inputs: [], isTable: false, form, signatureName: undefined } as const;
  const text = encodeTensorflow('predict', request, { payload });
  const head = `{"signature_name":${JSON.stringify(signatureName)},`;
  return wire(
    form === 'row' ? `${head}"instances":${text.slice(ROWS.length)}` : `${head}"inputs":${text.slice(COLUMNS.length)}`,
  );
}

/** The outputs of an answer over REST; one that has neither predictions nor outputs is undefined. */
export function decodeRestAnswer(message: WireMessage): readonly NamedTensor[] | undefined {
  const { predictions, outputs } = readJsonAnswer(message);
  if (predictions !== undefined) return readAs('instances', predictions);
  return outputs === undefined ? undefined : readAs('inputs', outputs);
}

function readAs(word: 'instances' | 'inputs', value: JsonValue): readonly NamedTensor[] {
  try {
    return decodeTensorflow('predict', Buffer.from(`{"${word}":${formatJson(value)}}`)).inputs;
  } catch (cause) {
    throw badAnswer(`TensorFlow Serving answers with something that is no tensor: ${(cause as Error).message}`);
  }
}

/** A PredictRequest. Throws INVALID_ARGUMENT for data that no tensor holds, or an input without a name. */
export function encodeGrpcRequest(
  { payload }: Input,
  { modelName, signatureName, input }: TensorflowNames,
): WireMessage {
  const tensors = payload.kind === 'tensors' ? payload.tensors : undefined;
  if (input === undefined && (tensors === undefined || tensors.some(({ name }) => name === ''))) {
    throw bad('the input has no name, and gRPC of TensorFlow Serving wants one: give the parameter model_input');
  }
  if (payload.kind === 'string' || payload.kind === 'bytes' || payload.kind === 'json' || payload.kind === 'any') {
    throw bad(`TensorFlow Serving takes tensors over gRPC, not ${payload.kind}`);
  }
  const [only] = tensors ?? [];
  const named =
    only !== undefined && tensors?.length === 1 && input !== undefined
      ? { kind: 'tensors' as const, tensors: [{ ...only, name: input }] }
      : payload;
  const model = { name: modelName, version: '', outputName: input ?? '' };
  const response = encodeTensorflowGrpc('predict', { outputFilter: [], signatureName }, { payload: named }, model);
  const bytes = renumberFields(response, SWAPPED, 'PredictRequest');
  return { protocol: 'tensorflow', encoding: 'protobuf', bytes, contentType: undefined };
}

/** The outputs of a PredictResponse by name; only `output` when it is given. */
export function decodeGrpcAnswer(message: WireMessage, output: string | undefined): readonly NamedTensor[] {
  const request = renumberFields(plainAnswer(message), SWAPPED, 'PredictResponse');
  const { inputs } = decodeTensorflowGrpc('predict', request);
  if (output === undefined) return inputs;
  const wanted = inputs.filter(({ name }) => name === output);
  if (wanted.length > 0) return wanted;
  const there = inputs.map(({ name }) => name).join(', ');
  throw bad(`TensorFlow Serving has no output ${output} (parameter model_output): it answers ${there}`);
}

function wire(text: string): WireMessage {
  return { protocol: 'tensorflow', encoding: 'json', bytes: Buffer.from(text), contentType: 'application/json' };
}

function bad(message: string): RadiantError {
  return new RadiantError('INVALID_ARGUMENT', message, { reason: 'MICROSERVICE_BAD_DATA' });
}
