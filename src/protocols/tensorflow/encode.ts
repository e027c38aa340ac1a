import { RadiantError } from '../../base/errors.ts';
import {
  formatJson,
  formatJsonText,
  type JsonText,
  type NamedTensor,
  type Outcome,
  type Payload,
  type Tensor,
} from '../../payload/index.ts';
import { listItems, objectMembers } from '../plain/index.ts';
import { encodeClassification } from './classifications.ts';
import { formatValue, toBase64 } from './format-value.ts';
import { encodeRegression } from './regressions.ts';
import { sliceRow } from './slice-row.ts';
import type { TensorflowMethod, TensorflowRequest } from './tensorflow-request.ts';

/**
 * The answer to a request in its form: `predictions` for rows, `outputs` for columns, `result` for classify and regress. Names of
 * columns, tags and metrics have no place in it. Throws for an answer that the form cannot hold, saying what to ask for instead.
 */
export function encodeTensorflow(method: TensorflowMethod, request: TensorflowRequest, outcome: Outcome): string {
  switch (method) {
    case 'classify':
      return encodeClassification(outcome);
    case 'regress':
      return encodeRegression(outcome);
    case 'predict':
      return request.form === 'row'
        ? `{"predictions":${formatRows(outcome.payload)}}`
        : `{"outputs":${formatColumns(outcome.payload)}}`;
  }
}

/** One entry a row; several outputs become objects, one a row. */
function formatRows(payload: Payload): string {
  switch (payload.kind) {
    case 'tensor':
      return listOf(payload.tensor, formatValue(payload.tensor, ''));
    case 'tensors': {
      const [first] = payload.tensors;
      if (first === undefined || payload.tensors.length > 1) return formatObjects(payload.tensors);
      return listOf(first.tensor, formatValue(first.tensor, first.name));
    }
    case 'string':
      return `[${JSON.stringify(payload.value)}]`;
    case 'bytes':
      return `[${formatJson(toBase64(payload.value))}]`;
    case 'json':
      return zipMembers(payload.json) ?? formatJsonText(payload.json);
    case 'list':
      return formatJsonText(payload.json);
    default:
      throw noForm(payload.kind);
  }
}

function formatColumns(payload: Payload): string {
  switch (payload.kind) {
    case 'tensor':
      return formatValue(payload.tensor, '');
    case 'tensors': {
      const [first] = payload.tensors;
      if (first !== undefined && payload.tensors.length === 1) return formatValue(first.tensor, first.name);
      const members = payload.tensors.map(({ name, tensor }) => `${JSON.stringify(name)}:${formatValue(tensor, name)}`);
      return `{${members.join(',')}}`;
    }
    case 'string':
      return JSON.stringify(payload.value);
    case 'bytes':
      return formatJson(toBase64(payload.value));
    case 'json':
    case 'list':
      return formatJsonText(payload.json);
    default:
      throw noForm(payload.kind);
  }
}

/** A single value is the prediction of the only row. */
function listOf(tensor: Tensor, json: string): string {
  return tensor.shape.length === 0 ? `[${json}]` : json;
}

function formatObjects(tensors: readonly NamedTensor[]): string {
  const rows = tensors[0]?.tensor.shape[0];
  if (rows === undefined || !tensors.every(({ tensor }) => tensor.shape[0] === rows)) {
    throw new RadiantError(
      'INVALID_ARGUMENT',
      `the outputs ${tensors.map(({ name }) => name).join(', ')} have unlike numbers of rows: ask with "inputs" in place of "instances"`,
      { reason: 'NO_ROWS' },
    );
  }
  const objects: string[] = [];
  for (let row = 0; row < rows; row++) {
    const members = tensors.map(
      ({ name, tensor }) => `${JSON.stringify(name)}:${formatValue(sliceRow(tensor, row), name)}`,
    );
    objects.push(`{${members.join(',')}}`);
  }
  return `[${objects.join(',')}]`;
}

/** An object of lists of one length is several outputs: one object a row. Undefined for all else. */
function zipMembers(json: JsonText): string | undefined {
  const members = objectMembers(json);
  if (members === undefined || members.size === 0 || json.lenient) return undefined;
  const columns: (readonly [string, readonly JsonText[]])[] = [];
  for (const [key, value] of members) {
    const items = listItems(value);
    if (items === undefined || items.length === 0 || items.length !== (columns[0]?.[1] ?? items).length)
      return undefined;
    columns.push([JSON.stringify(key), items]);
  }
  const rows = columns[0]![1].map((_, row) => {
    const cells = columns.map(([key, items]) => `${key}:${formatJsonText(items[row]!)}`);
    return `{${cells.join(',')}}`;
  });
  return `[${rows.join(',')}]`;
}

function noForm(kind: string): RadiantError {
  return new RadiantError(
    'UNKNOWN',
    `the answer (${kind}) has no form in the TensorFlow protocol: ask in the Seldon protocol`,
    {
      reason: 'MICROSERVICE_INTERNAL_ERROR',
    },
  );
}
