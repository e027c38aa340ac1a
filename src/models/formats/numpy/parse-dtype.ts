import type { DescribedDtype } from '../described.ts';
import { malformed } from '../model-file-error.ts';

const SIZES: Readonly<Record<string, readonly number[]>> = {
  b: [1],
  i: [1, 2, 4, 8],
  u: [1, 2, 4, 8],
  f: [2, 4, 8, 16],
  c: [8, 16, 32],
  O: [4, 8],
  M: [8],
  m: [8],
};

/** Largest element of a text, bytes or record dtype. */
const MAX_ELEMENT_BYTES = 2 ** 24;

/**
 * Parses numpy's short dtype text (`<f8`, `|b1`, `>i4`, `<U12`, `V64`; in the constructor also without byte order).
 * The size of `U` is given in characters of four bytes. Throws on anything that numpy does not write.
 */
export function parseDtype(text: string): DescribedDtype {
  const match = /^([<>|=]?)([biufcOSUVMm])(\d{0,9})(\[\w+\])?$/.exec(text) ?? parseLongName(text);
  if (match === null) throw malformed(`array dtype ${JSON.stringify(text.slice(0, 40))} is none that numpy has`);
  const kind = match[2]!;
  const declared = match[3] === '' || match[3] === undefined ? defaultSize(kind) : Number(match[3]);
  const sizeBytes = kind === 'U' ? declared * 4 : declared;
  if (!(SIZES[kind]?.includes(sizeBytes) ?? sizeBytes <= MAX_ELEMENT_BYTES)) {
    throw malformed(`array dtype ${text}: elements of ${sizeBytes} bytes`);
  }
  return { kind, sizeBytes, isLittleEndian: match[1] !== '>', fields: undefined };
}

function defaultSize(kind: string): number {
  return kind === 'b' ? 1 : kind === 'U' || kind === 'S' || kind === 'V' ? 0 : 8;
}

function parseLongName(text: string): RegExpExecArray | null {
  const match = /^(bool|float|int|uint)(8|16|32|64)?$/.exec(text);
  if (match === null) return null;
  const letter = text === 'bool' ? 'b1' : `${match[1] === 'uint' ? 'u' : match[1]![0]}${Number(match[2] ?? 64) / 8}`;
  return /^([<>|=]?)([biuf])(\d+)(\[\w+\])?$/.exec(letter);
}

/** The dtype's short text without byte order: `f8`, `U5`, `V64`. */
export function formatDtype(dtype: DescribedDtype): string {
  return `${dtype.kind}${dtype.kind === 'U' ? dtype.sizeBytes / 4 : dtype.sizeBytes}`;
}
