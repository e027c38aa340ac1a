import type { CustomMetric, JsonObject, JsonValue, NamedTensor, Tensor } from '../../payload/index.ts';
import type { CustomMessage } from './custom-message.ts';
import type { ModelResponse } from './response.ts';

/**
 * What a hook is given: numeric and other arrays as a tensor, text, bytes, parsed JSON, or a protobuf `Any`.
 * Whole numbers arrive as float64 (see docs/decisions/0002), beyond 2^53 as int64.
 */
export type ModelInput = Tensor | readonly NamedTensor[] | string | Uint8Array | JsonValue | CustomMessage;

/** What a hook may return. Nested arrays become arrays, plain objects JSON, a Uint8Array bytes. */
export type ModelResult = ModelResponse | ModelOutput;
export type ModelOutput = Tensor | ArrayBufferView | string | object | readonly unknown[];

/** What goes with the data of a call. */
export interface CallContext {
  /** Column names as the caller gave them; empty when it gave none. */
  readonly names: readonly string[];
  /** The request's meta; empty when it had none. */
  readonly meta: JsonObject;
  /**
   * What the caller says beside the data (parameters of an inference request); empty when it says nothing. Calls of the V2 protocol have
   * the request's headers under `headers`, names in lower case; those that are batched with others do not.
   */
  readonly parameters: JsonObject;
  /** The outputs that the caller asks for, by name; undefined when it does not say. */
  readonly outputs: readonly string[] | undefined;
  /** Fires when the caller has gone or its time is over: hand it to whatever you await. */
  readonly signal: AbortSignal;
}

/** As `CallContext`, with one list of names per message. */
export interface AggregateContext extends Omit<CallContext, 'names' | 'outputs' | 'parameters'> {
  readonly names: readonly (readonly string[])[];
}

export interface FeedbackInput {
  /** The data of the request that the feedback is about; undefined when the caller left it out. */
  readonly features: ModelInput | undefined;
  readonly names: readonly string[];
  readonly reward: number;
  readonly truth: ModelInput | undefined;
  /** The branch that this router took for the request. */
  readonly routing: number | undefined;
}

type Awaitable<T> = T | Promise<T>;
type Yielding = Iterable<ModelResult> | AsyncIterable<ModelResult>;

/**
 * The hooks that a class may have; all are optional, sync or async. A `...Raw` hook gets and returns the whole message
 * as a JSON object, whether the caller spoke JSON or protobuf, and wins over the hook of the same name.
 */
export interface Model {
  /** Once, before the first call. When it throws, the start fails. */
  load?(): Awaitable<void>;
  /** Once, after the last call. */
  close?(): Awaitable<void>;

  /** True: hooks are given a list of named tensors (`NamedTensor[]`) in place of one array, and may return one. */
  readonly takesTensors?: boolean;

  /** May be a generator (`*predict` or `async *predict`): its answers go out one by one to callers that stream, else joined. */
  predict?(x: ModelInput, context: CallContext): Awaitable<ModelResult> | Yielding;
  /** For callers that stream, where `predict` has one answer. */
  predictStream?(x: ModelInput, context: CallContext): Yielding;
  transformInput?(x: ModelInput, context: CallContext): Awaitable<ModelResult>;
  transformOutput?(x: ModelInput, context: CallContext): Awaitable<ModelResult>;
  /** Gives the number of the branch; -1 for all of them. */
  route?(x: ModelInput, context: CallContext): Awaitable<number | ModelResponse>;
  aggregate?(xs: readonly ModelInput[], context: AggregateContext): Awaitable<ModelResult>;
  /** Nothing need be returned. */
  // biome-ignore lint/suspicious/noConfusingVoidType: a method without a return statement has the type void
  sendFeedback?(feedback: FeedbackInput, context: CallContext): Awaitable<ModelResult | undefined | void>;
  healthStatus?(): Awaitable<ModelResult>;

  predictRaw?(message: JsonValue | Uint8Array, context: CallContext): Awaitable<unknown>;
  transformInputRaw?(message: JsonValue, context: CallContext): Awaitable<unknown>;
  transformOutputRaw?(message: JsonValue, context: CallContext): Awaitable<unknown>;
  routeRaw?(message: JsonValue, context: CallContext): Awaitable<unknown>;
  aggregateRaw?(messages: JsonValue, context: CallContext): Awaitable<unknown>;
  sendFeedbackRaw?(feedback: JsonValue, context: CallContext): Awaitable<unknown>;
  healthStatusRaw?(): Awaitable<unknown>;

  /** Asked after every call, for the answer's meta. */
  tags?(): Awaitable<JsonObject>;
  metrics?(): Awaitable<readonly CustomMetric[]>;
  /** Names of the columns of what is returned. A plain list does as well. */
  classNames?: (() => Awaitable<readonly string[]>) | readonly string[];
  /** Names of the columns that transformInput returns, where they differ from `classNames`. */
  featureNames?: (() => Awaitable<readonly string[]>) | readonly string[];
  /** Asked once, at the start. */
  initMetadata?(): Awaitable<JsonObject>;
  /** Nobody calls it: it is named here because outlier detectors call it from their own transformInput. */
  score?(x: ModelInput, context: CallContext): Awaitable<ModelResult>;
}
