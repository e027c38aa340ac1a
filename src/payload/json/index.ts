export {
  escapeNonAscii,
  formatFloat,
  formatJson,
  formatJsonText,
  formatNonFinite,
} from './format-json.ts';
export { integersToFloats } from './integers-to-floats.ts';
export {
  createJsonCursor,
  expectEnd,
  failJson,
  JSON_DEPTH_LIMIT,
  type JsonCursor,
  peekByte,
} from './json-cursor.ts';
export type { JsonObject, JsonText, JsonValue } from './json-text.ts';
export { listShape, walkList } from './list-shape.ts';
export { listToTensor } from './list-to-tensor.ts';
export { parseJson, parseText, parseValue } from './parse-json.ts';
export { eachKey, skipRange } from './read-object.ts';
export { matchesText } from './scan-number.ts';
export { MAX_DIMENSIONS, scanNumericList } from './scan-numeric-list.ts';
export { skipColon, skipText, skipValue, validateJson } from './skip-value.ts';
export { jsonToUtf8 } from './to-utf8.ts';
