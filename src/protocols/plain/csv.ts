import { createTensor, type JsonValue, type Outcome, type Tensor } from '../../payload/index.ts';
import { type CsvCells, splitCsv } from './csv-cells.ts';
import { type BodyForm, badBody, type PlainBody } from './plain-body.ts';
import { toColumns } from './to-columns.ts';

const INTEGER = /^[+-]?\d{1,19}$/;
const NUMBER = /^\s*[+-]?(?:\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?|inf|Inf|Infinity|infinity)\s*$/;
const MISSING: ReadonlySet<string> = new Set(['', 'NA', 'N/A', 'NaN', 'nan', 'null', 'NULL', 'None']);
const TRUTHS: ReadonlySet<string> = new Set(['True', 'true', 'TRUE', 'False', 'false', 'FALSE']);

/** Comma-separated values in UTF-8 with a row of names or without: `text/csv; header=present`. */
export const CSV: BodyForm = {
  decode: (body, parameters) => decodeCsv(body, readHeader(parameters.get('header'))),
  encode: encodeCsv,
};

function readHeader(header: string | undefined): boolean | undefined {
  if (header === undefined) return undefined;
  if (header === 'present' || header === 'absent') return header === 'present';
  throw badBody('Content-Type: header must be present or absent');
}

/**
 * Reads a CSV body as a table. Columns of integers are int64, of numbers float64 (what is missing is NaN), of true and false bool, all
 * else text (what is missing is null). `hasHeader` undefined: the first row holds names when it has no number and the next row has one.
 */
export function decodeCsv(body: Uint8Array, hasHeader: boolean | undefined): PlainBody {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch (thrown) {
    throw badBody('the CSV is not valid UTF-8', thrown);
  }
  const cells = splitCsv(text);
  if (cells.rows.length === 0) throw badBody('the CSV is empty');
  const names = (hasHeader ?? looksLikeHeader(cells)) ? cells.rows[0]! : undefined;
  const first = names === undefined ? 0 : 1;
  if (names !== undefined && new Set(names).size < names.length) throw badBody('the CSV has two columns of one name');
  const tensors = Array.from({ length: cells.width }, (_, c) => ({
    name: names?.[c] ?? String(c),
    tensor: readColumn(cells, c, first),
  }));
  return { tensors, isTable: true, hasNames: names !== undefined };
}

function looksLikeHeader({ rows, quoted, width }: CsvCells): boolean {
  const hasNumber = (row: number): boolean =>
    rows[row]!.some((cell, c) => !quoted.has(row * width + c) && NUMBER.test(cell));
  return rows.length > 1 && !hasNumber(0) && hasNumber(1);
}

function readColumn({ rows, quoted, width }: CsvCells, c: number, first: number): Tensor {
  const count = rows.length - first;
  const values = Array.from({ length: count }, (_, i) => rows[i + first]![c]!);
  const isText = (i: number): boolean => quoted.has((i + first) * width + c);
  const isMissing = (i: number): boolean => !isText(i) && MISSING.has(values[i]!);
  const present = values.flatMap((value, i) => (isMissing(i) ? [] : [isText(i) ? undefined : value]));
  const all = (test: (value: string) => boolean): boolean =>
    present.length > 0 && present.every((value) => value !== undefined && test(value));
  if (all(isInt64) && present.length === count) {
    return createTensor(
      'int64',
      [count],
      BigInt64Array.from(values, (value) => BigInt(value.replace('+', ''))),
    );
  }
  if (all((value) => NUMBER.test(value)) || (present.length === 0 && count > 0)) {
    return createTensor(
      'float64',
      [count],
      Float64Array.from(values, (value, i) => (isMissing(i) ? Number.NaN : toNumber(value))),
    );
  }
  if (all((value) => TRUTHS.has(value)) && present.length === count) {
    return createTensor(
      'bool',
      [count],
      Uint8Array.from(values, (value) => (value[0] === 'T' || value[0] === 't' ? 1 : 0)),
    );
  }
  if (present.length === count) return createTensor('string', [count], values);
  return createTensor(
    'json',
    [count],
    values.map((value, i) => (isMissing(i) ? null : value)),
  );
}

function isInt64(value: string): boolean {
  return INTEGER.test(value) && BigInt.asIntN(64, BigInt(value.replace('+', ''))) === BigInt(value.replace('+', ''));
}

function toNumber(text: string): number {
  if (!/inf/i.test(text)) return Number(text);
  return text.trim().startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/** Rows of an answer; a first row of names where the answer has names. Undefined when it is no table. */
function encodeCsv(outcome: Outcome): Uint8Array | undefined {
  const columns = toColumns(outcome);
  if (columns === undefined) return undefined;
  const lines: string[] = columns.hasNames ? [columns.tensors.map(({ name }) => formatText(name)).join(',')] : [];
  const cells = columns.tensors.map(({ tensor }) => formatCells(tensor));
  for (let row = 0; row < columns.rows; row++) lines.push(cells.map((column) => column[row]).join(','));
  return new TextEncoder().encode(`${lines.join('\n')}\n`);
}

function formatCells({ dtype, data }: Tensor): readonly string[] {
  switch (dtype) {
    case 'bool':
      return Array.from(data, (value) => (value === 1 ? 'True' : 'False'));
    case 'string':
      return data.map(formatText);
    case 'bytes':
      return data.map((value) => formatText(new TextDecoder().decode(value)));
    case 'float64':
    case 'float32':
    case 'float16':
      return Array.from(data, formatNumber);
    case 'json':
      return Array.from(data as readonly JsonValue[], formatJsonCell);
    default:
      return Array.from(data as ArrayLike<number | bigint>, String);
  }
}

function formatJsonCell(value: JsonValue): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : formatNumber(value);
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return formatText(typeof value === 'object' ? JSON.stringify(value) : String(value));
}

/** A point keeps floats floats; what is not a number is empty. */
function formatNumber(value: number): string {
  if (Number.isNaN(value)) return '';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  const text = Object.is(value, -0) ? '-0' : String(value);
  return Number.isInteger(value) && !text.includes('e') ? `${text}.0` : text;
}

/** Quoted where a reader would take the text for something else. */
function formatText(text: string): string {
  const isPlain = !/[",\r\n]/.test(text) && !NUMBER.test(text) && !MISSING.has(text) && !TRUTHS.has(text);
  return isPlain ? text : `"${text.replaceAll('"', '""')}"`;
}
