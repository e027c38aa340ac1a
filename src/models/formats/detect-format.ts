import { findForeign, isText } from './describe-foreign.ts';
import { isLightgbmText } from './lightgbm/parse-lightgbm.ts';
import { isOnnx } from './onnx/is-onnx.ts';
import { isOldXgboost, isUbjson } from './xgboost/parse-xgboost.ts';
import { isZip } from './zip/read-zip.ts';

export type FileFormat =
  | 'foreign'
  | 'json'
  | 'lightgbm-text'
  | 'onnx'
  | 'pickle'
  | 'xgboost-old'
  | 'xgboost-ubjson'
  | 'zip';

/** Opcodes that may begin a pickle without the PROTO opcode (protocols 0 and 1). */
const FIRST_OPCODES = '(c]})l.dISVFNKJMGUXTLPQ';

/** Tells the format by the content; what nothing else claims and may begin a pickle is taken for one. */
export function detectFormat(bytes: Uint8Array): FileFormat {
  if (bytes.length === 0 || findForeign(bytes) !== undefined) return 'foreign';
  if (isZip(bytes)) return 'zip';
  if (isOldXgboost(bytes)) return 'xgboost-old';
  if (isUbjson(bytes)) return 'xgboost-ubjson';
  if (isLightgbmText(bytes)) return 'lightgbm-text';
  if (beginsJson(bytes)) return 'json';
  if (bytes[0] === 0x80) return 'pickle';
  if (isOnnx(bytes)) return 'onnx';
  const first = String.fromCharCode(bytes[0]!);
  return FIRST_OPCODES.includes(first) && !isProse(bytes) ? 'pickle' : 'foreign';
}

function beginsJson(bytes: Uint8Array): boolean {
  let at = bytes[0] === 0xef ? 3 : 0;
  while ([0x20, 0x09, 0x0a, 0x0d].includes(bytes[at] ?? 0)) at++;
  return bytes[at] === 0x7b;
}

/** Text whose first line has blanks between words is no pickle of protocol 0, which has one thing a line. */
function isProse(bytes: Uint8Array): boolean {
  const end = bytes.indexOf(10);
  const line = new TextDecoder('latin1').decode(bytes.subarray(0, end < 0 ? 80 : Math.min(end, 200)));
  return isText(bytes) && /\w+[ ,;]\s*\w+/.test(line);
}
