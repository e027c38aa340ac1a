import { RadiantError } from '../../../base/errors.ts';
import type { DescribedObject } from '../../formats/described.ts';
import { needsPython } from '../../formats/model-file-error.ts';
import { murmurHash3 } from '../../kernels/murmurhash3.ts';
import { normalizeRows } from '../../kernels/normalize-rows.ts';
import { createTransformer } from '../create-transformer.ts';
import type { Estimator } from '../estimator.ts';
import type { Cell, Table } from '../features.ts';
import { readBoolean, readInteger, readText } from '../read-attributes.ts';
import { readInputContract } from '../read-input-contract.ts';
import { toTexts } from '../to-texts.ts';
import { readAnalyzer } from './analyzer.ts';
import { RowBuilder } from './count-rows.ts';
import { readNorm } from './load-tfidf.ts';
import { TEXT_INPUT } from './load-vectorizers.ts';

/** Adds one term's value to the open row of the builder. */
type AddTerm = (builder: RowBuilder, term: string, value: number) => void;

/** HashingVectorizer: as CountVectorizer, but a term's column is its hash modulo n_features. */
export function loadHashingVectorizer(object: DescribedObject): Estimator {
  const width = readInteger(object, 'n_features', 1);
  const analyze = readAnalyzer(object);
  const addTerm = createHasher(width, readBoolean(object, 'alternate_sign', true));
  const isBinary = readBoolean(object, 'binary', false);
  const norm = readNorm(object);
  return createTransformer({
    name: object.name,
    input: TEXT_INPUT,
    outputCount: width,
    nameOutputs: () => undefined,
    transform(features) {
      const builder = new RowBuilder();
      for (const text of toTexts(features).values) {
        analyze(text, (term) => addTerm(builder, term, 1));
        builder.endRow();
      }
      const counts = builder.finish(width);
      if (isBinary) counts.data.fill(1);
      return norm === undefined ? counts : normalizeRows(counts, norm);
    },
  });
}

/** FeatureHasher over dicts: a table's named columns are the keys, missing cells are absent; a text value hashes as key=value. */
export function loadFeatureHasher(object: DescribedObject): Estimator {
  const width = readInteger(object, 'n_features', 1);
  const type = readText(object, 'input_type', 'dict');
  if (type !== 'dict') {
    throw needsPython('NEEDS_PYTHON', `${object.name}.input_type is ${type}: rows of lists`);
  }
  const addTerm = createHasher(width, readBoolean(object, 'alternate_sign', true));
  return createTransformer({
    name: object.name,
    input: readInputContract(object, { kind: 'table', allowsNaN: true }),
    outputCount: width,
    nameOutputs: () => undefined,
    transform(features) {
      if (features.kind !== 'table') throw wantsTable(object.name);
      return encodeRecords(features, width, (builder, key, cell) => {
        if (typeof cell === 'string') addTerm(builder, `${key}=${cell}`, 1);
        else if (Number(cell) !== 0) addTerm(builder, key, Number(cell));
      });
    },
  });
}

export function wantsTable(name: string): RadiantError {
  return new RadiantError('INVALID_ARGUMENT', `${name} wants records: columns with names`, { reason: 'BAD_DTYPE' });
}

/** Each row of a table as a record: `add` gets every cell that is there, with its column's name. */
export function encodeRecords(
  table: Table,
  width: number,
  add: (builder: RowBuilder, key: string, cell: Exclude<Cell, null>) => void,
) {
  const builder = new RowBuilder();
  for (let row = 0; row < table.rows; row++) {
    for (const { name, values } of table.columns) {
      const cell = values[row] ?? null;
      if (name === undefined) throw wantsTable('the vectorizer');
      if (cell !== null && !Number.isNaN(cell)) add(builder, name, cell);
    }
    builder.endRow();
  }
  return builder.finish(width);
}

function createHasher(width: number, isSigned: boolean): AddTerm {
  const encoder = new TextEncoder();
  let bytes = new Uint8Array(256);
  return (builder, term, value) => {
    if (term.length * 3 > bytes.length) bytes = new Uint8Array(term.length * 3);
    const { written } = encoder.encodeInto(term, bytes);
    const hash = murmurHash3(bytes, written);
    // -2^31 has no absolute value among 32-bit integers; the library's own rule for it.
    const column = hash === -(2 ** 31) ? (2 ** 31 - 1 - (width - 1)) % width : Math.abs(hash) % width;
    builder.add(column, isSigned && hash < 0 ? -value : value);
  };
}
