import { RadiantError } from '../../base/index.ts';

export interface Csv {
  /** Undefined when the first line is data: every cell of it a number or empty. */
  readonly names: readonly string[] | undefined;
  readonly rows: readonly (readonly string[])[];
}

/** Reads comma-separated values (RFC 4180: quotes may hold commas and line ends). Throws INVALID_ARGUMENT naming the row. */
export function parseCsv(text: string): Csv {
  const lines = splitCells(text.replace(/^\uFEFF/, ''));
  const [first] = lines;
  if (first === undefined) throw badData('the data holds no rows');
  const bad = lines.findIndex((cells) => cells.length !== first.length);
  if (bad >= 0) throw badData(`line ${bad + 1} has ${lines[bad]!.length} cells, but line 1 has ${first.length}`);
  const hasNames = first.some((cell) => cell !== '' && toNumber(cell) === undefined);
  if (hasNames && lines.length === 1) throw badData('the data holds names, but no rows');
  return { names: hasNames ? first : undefined, rows: hasNames ? lines.slice(1) : lines };
}

/** A cell as a number, NaN for the ways to write one that is missing; undefined for text. */
export function toNumber(cell: string): number | undefined {
  const text = cell.trim();
  if (text === '' || /^[-+]?nan$/i.test(text)) return Number.NaN;
  if (/^[-+]?inf(inity)?$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text) ? Number(text) : undefined;
}

export function badData(message: string): RadiantError {
  return new RadiantError('INVALID_ARGUMENT', message, { reason: 'BAD_DATA' });
}

function splitCells(text: string): string[][] {
  const lines: string[][] = [];
  let cells: string[] = [];
  // A cell, quoted or plain, and what ends it.
  const pattern = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|\r|$)/y;
  while (pattern.lastIndex < text.length) {
    const at = pattern.lastIndex;
    const match = pattern.exec(text);
    if (match === null) throw badData(`line ${lines.length + 1}: a quote stands where none may be, near offset ${at}`);
    const [, quoted, plain, end] = match;
    cells.push(quoted === undefined ? plain! : quoted.replaceAll('""', '"'));
    if (end === ',') {
      if (pattern.lastIndex === text.length) cells.push('');
      else continue;
    }
    if (cells.length > 1 || cells[0] !== '') lines.push(cells);
    cells = [];
  }
  if (cells.length > 0) lines.push(cells);
  return lines;
}
