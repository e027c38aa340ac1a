import { parseModelJson } from '../json/parse-model-json.ts';
import { createModelFileError } from '../model-file-error.ts';
import { parseUbjson } from '../ubjson/parse-ubjson.ts';
import { readXgboostModel } from './read-xgboost-model.ts';
import type { XgboostModel } from './xgboost-model.ts';

/** Reads an XGBoost model: JSON, UBJSON, or the state of a pickled Booster. */
export function parseXgboost(bytes: Uint8Array): XgboostModel {
  if (isOldXgboost(bytes)) throw oldForm();
  return readXgboostModel(isUbjson(bytes) ? parseUbjson(bytes) : parseModelJson(bytes));
}

/** An object whose first key begins with a length (UBJSON) and not with a quotation mark or white space (JSON). */
export function isUbjson(bytes: Uint8Array): boolean {
  return bytes[0] === 0x7b && 'iUIlL$#'.includes(String.fromCharCode(bytes[1] ?? 0x20));
}

/** The binary form of XGBoost before 1.0, which 3.1 no longer reads: by its magic words, and by those of old pickles. */
export function isOldXgboost(bytes: Uint8Array): boolean {
  const start = String.fromCharCode(...bytes.subarray(0, 14));
  return start.startsWith('binf') || start.startsWith('bs64') || start === 'CONFIG-offset:';
}

function oldForm() {
  return createModelFileError(
    'UNSUPPORTED_MODEL',
    "this is XGBoost's old binary form; load it with the XGBoost that wrote it (before 3.1) and save it again with save_model('model.json')",
  );
}
