import { Buffer } from 'node:buffer';
import { RadiantError } from '../../base/errors.ts';
import { formatJsonText, type JsonValue, type Outcome, type Tensor } from '../../payload/index.ts';
import { formatNested, type NumberStyle } from '../seldon/format-tensor.ts';

const STYLE: NumberStyle = { asFloats: false, asTexts: false };

/** The answer as MLflow's scoring server gives it: a data frame (an answer with names) as records, arrays as lists, several outputs by name. */
export function encodePredictions(outcome: Outcome): string {
  return `{"predictions": ${formatPredictions(outcome)}}`;
}

function formatPredictions({ payload, names }: Outcome): string {
  switch (payload.kind) {
    case 'tensor':
      return formatFrame(payload.tensor, names) ?? formatNested(withBase64(payload.tensor), STYLE);
    case 'tensors': {
      const [first] = payload.tensors;
      if (first !== undefined && payload.tensors.length === 1) return formatNested(withBase64(first.tensor), STYLE);
      const members = payload.tensors.map(
        ({ name, tensor }) => `${JSON.stringify(name)}:${formatNested(withBase64(tensor), STYLE)}`,
      );
      return `{${members.join(',')}}`;
    }
    case 'list':
    case 'json':
      return formatJsonText(payload.json);
    case 'string':
      return JSON.stringify(payload.value);
    case 'bytes':
      return JSON.stringify(toBase64(payload.value));
    default:
      throw new RadiantError('UNKNOWN', `the answer (${payload.kind}) has no form here: ask in the Seldon protocol`, {
        reason: 'MICROSERVICE_INTERNAL_ERROR',
      });
  }
}

/** Rows as objects by column name; undefined for what is no data frame. */
function formatFrame({ shape, dtype, data }: Tensor, names: JsonValue | undefined): string | undefined {
  const [rows = 0, width] = shape;
  if (shape.length !== 2 || !Array.isArray(names) || names.length !== width || dtype === 'bytes') return undefined;
  const keys = names.map((name) => JSON.stringify(String(name)));
  const records: string[] = [];
  for (let row = 0; row < rows; row++) {
    const cells = keys.map((key, c) => {
      const from = row * keys.length + c;
      const cell = { dtype, shape: [], data: data.slice(from, from + 1) } as unknown as Tensor;
      return `${key}:${formatNested(cell, STYLE)}`;
    });
    records.push(`{${cells.join(',')}}`);
  }
  return `[${records.join(',')}]`;
}

/** Bytes, which JSON does not have, as base64 texts. */
function withBase64(tensor: Tensor): Tensor {
  return tensor.dtype === 'bytes' ? { dtype: 'string', shape: tensor.shape, data: tensor.data.map(toBase64) } : tensor;
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
