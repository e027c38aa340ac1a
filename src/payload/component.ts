import type { JsonObject, JsonValue } from './json/json-text.ts';
import type { Payload } from './payload.ts';
import type { Dtype } from './tensor.ts';

/** What a runnable thing can be asked to do. One verb is one hook of a user's class. */
export type Verb =
  | 'predict'
  | 'transformInput'
  | 'transformOutput'
  | 'route'
  | 'aggregate'
  | 'sendFeedback'
  | 'healthStatus';

export interface Input {
  readonly payload: Payload;
  /** Column names as the caller gave them: a list of text when the caller is sane; not checked. */
  readonly names: JsonValue;
}

export interface Feedback {
  readonly reward: number;
  /** Undefined when the caller gave no truth. */
  readonly truth: Payload | undefined;
  /** The branch that this component took for the request, if it is a router. */
  readonly routing: number | undefined;
}

/** One call. `inputs` has one entry except for aggregate (one per message) and healthStatus (none). */
export interface Call {
  readonly verb: Verb;
  readonly inputs: readonly Input[];
  /** The request's meta as it came; undefined when it had none. */
  readonly meta: JsonObject | undefined;
  readonly feedback?: Feedback;
  /**
   * True when a list that user code returns may keep the types of its elements (JSON answers);
   * false when it must become one uniform array first (binary answers, and answers in flat tensor form).
   */
  readonly keepLists: boolean;
  /** The outputs that the caller asks for, by name; undefined: what the component answers by itself. */
  readonly outputs?: readonly string[];
  /** True when the caller has a place for several arrays by name (a dict of arrays, a data frame) in an answer. */
  readonly namedAnswers?: boolean;
  /** What the caller says beside the data (parameters of a V2 request, a signature's name); not checked. */
  readonly parameters?: JsonObject;
  /** The headers of the request, where its protocol shows them to components. Made on first use. */
  readonly headers?: JsonObject;
  /** Milliseconds since the epoch after which nobody waits any more. */
  readonly deadlineMs?: number;
  /** Fires when the caller has gone. Made on first use, so that a call without it costs nothing. */
  readonly signal?: AbortSignal;
}

export type MetricType = 'COUNTER' | 'GAUGE' | 'TIMER';

/** A metric that user code reports with an answer. TIMER values are milliseconds. */
export interface CustomMetric {
  readonly type: MetricType;
  readonly key: string;
  readonly value: number;
  readonly tags?: Readonly<Record<string, string>>;
}

export interface Outcome {
  readonly payload: Payload;
  /** Names of the columns of the answer; undefined when the component has none of its own. */
  readonly names?: JsonValue;
  /** The component's own tags, runtime tags last. Not merged with the request's. */
  readonly tags?: JsonObject;
  /** The component's own metrics, runtime metrics last. Not merged with the request's. */
  readonly metrics?: readonly CustomMetric[];
}

/** What a component tells of itself once it is open. */
export interface ComponentInfo {
  /**
   * The verbs that it implements itself. For the others the server has a default or an error; it calls the component all
   * the same, which answers with the default and its own tags, metrics and names, or fails with reason HOOK_NOT_IMPLEMENTED.
   */
  readonly verbs: ReadonlySet<Verb>;
  /** The verbs for which it wants the whole message (payload kind `message`) instead of its data. */
  readonly rawVerbs: ReadonlySet<Verb>;
  /** The raw verbs that exist only for JSON callers, or only for protobuf callers. */
  readonly rawOnly?: ReadonlyMap<Verb, 'json' | 'protobuf'>;
  /** True when it takes payloads of kind `tensors`; others are given one tensor or one table of columns. */
  readonly takesTensors?: boolean;
  /** The outputs that callers may ask for by name, the default first; undefined when it has but one. */
  readonly outputs?: readonly string[];
  /** What the first of `outputs` is like, -1 for any number of rows, where that is known before it was asked. */
  readonly firstOutput?: { readonly dtype: Dtype; readonly shape: readonly number[] };
  /** What init_metadata gave: undefined when there is no such hook, 'invalid' when it failed or does not validate. */
  readonly metadata: JsonObject | 'invalid' | undefined;
}

/**
 * Everything that can be called: a user's class, a native model, a whole graph, a remote node.
 * `call` may answer at once (no promise) when nothing has to be awaited.
 * Errors: a RadiantError; what user code raised has reason MICROSERVICE_INTERNAL_ERROR or the reason it chose.
 */
export interface Component {
  readonly name: string;
  readonly info: ComponentInfo;
  call(call: Call): Outcome | Promise<Outcome>;
  /**
   * The answers of a call one after the other, for a hook that yields them; undefined for a call that has but one. Whoever stops
   * iterating stops the hook. Errors as those of `call`.
   */
  stream?(call: Call): AsyncIterable<Outcome> | undefined;
  /** False while calls cannot be answered (workers restarting, shutting down). */
  isReady(): boolean;
  /**
   * Tells `listener` whenever `isReady` may say something else; the function that comes back ends that. Undefined for a component
   * that is ready from its opening to its close.
   */
  watchReady?(listener: () => void): () => void;
  /** Waits for calls in flight until the signal fires, then frees everything. */
  close(signal?: AbortSignal): Promise<void>;
}
