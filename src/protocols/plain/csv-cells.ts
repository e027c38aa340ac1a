import { badBody } from './plain-body.ts';

const MAX_COLUMNS = 100_000;
const MAX_CELLS = 10_000_000;

/** The cells of a CSV text; `isQuoted` tells a quoted cell, which is text, from a bare one. */
export interface CsvCells {
  readonly rows: readonly (readonly string[])[];
  /** By row and column, one entry for every cell that stood in quotes: `row * width + column`. */
  readonly quoted: ReadonlySet<number>;
  readonly width: number;
}

/**
 * Splits a CSV text (RFC 4180: commas, quotes doubled inside of quotes, lines that end in LF, CR LF or CR). Empty lines are left out.
 * Throws INVALID_ARGUMENT naming the line when a quote is not closed or a row has another number of cells.
 */
export function splitCsv(text: string): CsvCells {
  const rows: string[][] = [];
  const quoted = new Set<number>();
  let width = 0;
  let pos = 0;
  for (let line = 1; pos < text.length; line++) {
    const cells: string[] = [];
    const places: number[] = [];
    pos = readRow(text, pos, line, cells, places);
    if (cells.length === 1 && cells[0] === '' && places.length === 0) continue;
    if (rows.length === 0) width = cells.length;
    if (cells.length !== width) throw badBody(`CSV row ${line} has ${cells.length} cells, but the first has ${width}`);
    for (const place of places) quoted.add(rows.length * width + place);
    if (width > MAX_COLUMNS) throw badBody(`the CSV has more than ${MAX_COLUMNS} columns`);
    rows.push(cells);
    if (rows.length * width > MAX_CELLS)
      throw badBody(`the CSV has more than ${MAX_CELLS} cells: send fewer rows at once`);
  }
  return { rows, quoted, width };
}

/** Reads one row and gives where the next begins. */
function readRow(text: string, start: number, line: number, cells: string[], quoted: number[]): number {
  let pos = start;
  for (;;) {
    if (text[pos] === '"') {
      quoted.push(cells.length);
      pos = readQuoted(text, pos, line, cells);
    } else {
      const from = pos;
      while (pos < text.length && text[pos] !== ',' && text[pos] !== '\n' && text[pos] !== '\r') pos++;
      cells.push(text.slice(from, pos));
    }
    if (text[pos] !== ',') break;
    pos++;
  }
  if (text[pos] === '\r') pos++;
  if (text[pos] === '\n') pos++;
  return pos;
}

function readQuoted(text: string, start: number, line: number, cells: string[]): number {
  let cell = '';
  let pos = start + 1;
  for (;;) {
    const quote = text.indexOf('"', pos);
    if (quote === -1) throw badBody(`CSV row ${line}: a quote is not closed`);
    cell += text.slice(pos, quote);
    pos = quote + 1;
    if (text[pos] !== '"') break;
    cell += '"';
    pos++;
  }
  if (pos < text.length && text[pos] !== ',' && text[pos] !== '\n' && text[pos] !== '\r') {
    throw badBody(`CSV row ${line}: a comma or the end of the line must follow the closing quote`);
  }
  cells.push(cell);
  return pos;
}
