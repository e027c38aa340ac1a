import type { InputContract } from '../../models/index.ts';
import { createTensor, type Tensor } from '../../payload/index.ts';
import { badData, type Csv, toNumber } from './parse-csv.ts';

/** The same rows for both sides. */
export interface Rows {
  readonly tensor: Tensor;
  /** For Python: null is a missing value. */
  readonly cells: readonly (readonly (string | number | null)[])[];
  readonly names: readonly string[] | undefined;
}

/** Takes the columns that the model wants, by name where both have names. Throws INVALID_ARGUMENT naming what is missing. */
export function selectRows({ names, rows }: Csv, input: InputContract): Rows {
  const width = rows[0]!.length;
  const columns = selectColumns(names, width, input);
  if (input.kind === 'text') {
    if (columns.length !== 1) throw badData(`the model wants one text a row, but the data has ${width} columns`);
    const texts = rows.map((row) => row[columns[0]!]!);
    return {
      tensor: createTensor('string', [texts.length], texts),
      cells: texts.map((text) => [text]),
      names: undefined,
    };
  }
  const numeric = columns.map((column) => rows.every((row) => toNumber(row[column]!) !== undefined));
  const text = numeric.indexOf(false);
  if (text >= 0 && input.kind === 'number') {
    throw badData(`column ${names?.[columns[text]!] ?? columns[text]} holds text, but the model wants numbers`);
  }
  const cells = rows.map((row) =>
    columns.map((column, c) =>
      numeric[c] === true ? toNumber(row[column]!)! : row[column] === '' ? null : row[column]!,
    ),
  );
  const shape = [rows.length, columns.length];
  const tensor =
    text < 0
      ? createTensor('float64', shape, Float64Array.from(cells.flat() as number[]))
      : createTensor('json', shape, cells.flat());
  return { tensor, cells, names: input.featureNames };
}

function selectColumns(names: readonly string[] | undefined, width: number, input: InputContract): readonly number[] {
  const wanted = input.featureNames;
  if (names !== undefined && wanted !== undefined) {
    const missing = wanted.filter((name) => !names.includes(name));
    if (missing.length > 0) throw badData(`the data has no column ${missing.slice(0, 5).join(', ')}`);
    return wanted.map((name) => names.indexOf(name));
  }
  const count = input.kind === 'text' ? 1 : (input.featureCount ?? wanted?.length ?? width);
  if (count !== width) throw badData(`the data has ${width} columns, the model was fitted with ${count} features`);
  return Array.from({ length: width }, (_, column) => column);
}
