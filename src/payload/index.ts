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
export type { JsonObject, JsonText, JsonValue } from './json/json-text.ts';
export type { MessageEncoding, Payload } from './payload.ts';
export {
  createTensor,
  DTYPE_SIZE_BYTES,
  type Dtype,
  elementCount,
  isNumeric,
  type Tensor,
  type TensorData,
  type TensorOf,
} from './tensor.ts';
