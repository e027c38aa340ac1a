import { FOREIGN_FILES, type ForeignFile } from './foreign-files.table.ts';
import { createModelFileError } from './model-file-error.ts';

const KNOWN = 'joblib, pickle, skops, ONNX, XGBoost, LightGBM, CatBoost JSON, an MLflow folder';

/** How much of a file is looked at to tell text from data. */
const SAMPLE_BYTES = 512;

/** The file that these bytes are, when they begin like something that is known and no model read here. */
export function findForeign(bytes: Uint8Array): ForeignFile | undefined {
  return FOREIGN_FILES.find((file) => startsWith(bytes, file));
}

function startsWith(bytes: Uint8Array, { start, offset, ignoresCase }: ForeignFile): boolean {
  const from = offset ?? (ignoresCase === true ? skipWhite(bytes) : 0);
  const found = latin1(bytes.subarray(from, from + start.length));
  return ignoresCase === true ? found.toLowerCase() === start : found === start;
}

function skipWhite(bytes: Uint8Array): number {
  let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  while (at < SAMPLE_BYTES && [0x20, 0x09, 0x0a, 0x0d].includes(bytes[at] ?? 0)) at++;
  return at;
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

/** The one error for bytes that are no model: says what they look like. */
export function foreignError(bytes: Uint8Array) {
  const known = findForeign(bytes);
  if (known !== undefined) {
    return createModelFileError(
      known.isModel === true ? 'UNSUPPORTED_MODEL' : 'MALFORMED_MODEL',
      `this is no model format that is known here (${KNOWN}): it looks like ${known.name}; ${known.advice}`,
    );
  }
  if (bytes.length === 0) return createModelFileError('MALFORMED_MODEL', 'the file is empty: no model of any format');
  return createModelFileError(
    'MALFORMED_MODEL',
    `this is no model format that is known here (${KNOWN}): it looks like ${isText(bytes) ? 'a text file' : 'data of another kind'} of ${bytes.length} bytes that begins with ${preview(bytes)}`,
  );
}

/** True when the beginning is printable text. */
export function isText(bytes: Uint8Array): boolean {
  const sample = bytes.subarray(0, SAMPLE_BYTES);
  return sample.every((byte) => (byte >= 0x20 && byte !== 0x7f) || byte === 0x09 || byte === 0x0a || byte === 0x0d);
}

function preview(bytes: Uint8Array): string {
  if (isText(bytes)) return JSON.stringify(new TextDecoder().decode(bytes.subarray(0, 24)));
  return Array.from(bytes.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}
