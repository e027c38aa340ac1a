export type {
  Call,
  Component,
  ComponentInfo,
  CustomMetric,
  Feedback,
  Input,
  MetricType,
  Outcome,
  Verb,
} from './component.ts';
export { joinColumns } from './join-columns.ts';
export {
  createJsonCursor,
  eachKey,
  escapeNonAscii,
  expectEnd,
  failJson,
  formatFloat,
  formatJson,
  formatJsonText,
  formatNonFinite,
  integersToFloats,
  JSON_DEPTH_LIMIT,
  type JsonCursor,
  type JsonObject,
  type JsonText,
  type JsonValue,
  jsonToUtf8,
  listShape,
  listToTensor,
  MAX_DIMENSIONS,
  matchesText,
  parseJson,
  parseText,
  parseValue,
  peekByte,
  scanNumericList,
  skipColon,
  skipRange,
  skipText,
  skipValue,
  validateJson,
  walkList,
} from './json/index.ts';
export { asFloat64, fromNested, type Nested, type NestedElement, rows, toNested } from './nested/index.ts';
export type { MessageEncoding, NamedTensor, Payload } from './payload.ts';
export {
  createTensor,
  DTYPE_SIZE_BYTES,
  type Dtype,
  elementCount,
  isNumeric,
  NUMBER_ARRAYS,
  type NumberDtype,
  type Tensor,
  type TensorData,
  type TensorOf,
} from './tensor.ts';
export { toInput } from './to-input.ts';
export { toSinglePayload } from './to-single-payload.ts';
export type { UserException } from './user-exception.ts';
export type { UserResponse } from './user-response.ts';
export { wrapComponent } from './wrap-component.ts';
