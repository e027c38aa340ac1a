/** The public face of the package: what a TypeScript or JavaScript model imports from 'radiant'. */
export { type ErrorCode, RadiantError, type RadiantErrorOptions } from './base/index.ts';
export {
  type AggregateContext,
  type CallContext,
  type CustomMessage,
  customMessage,
  errorWithStatus,
  type FeedbackInput,
  type Model,
  type ModelInput,
  type ModelOutput,
  type ModelResponse,
  type ModelResult,
  type ResponseParts,
  response,
} from './hosts/javascript/index.ts';
export {
  asFloat64,
  type CustomMetric,
  createTensor,
  type Dtype,
  fromNested,
  type JsonObject,
  type JsonValue,
  type MetricType,
  type NamedTensor,
  rows,
  type Tensor,
  type TensorData,
  type TensorOf,
  toNested,
} from './payload/index.ts';
