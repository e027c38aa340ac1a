import type { Log, UnitSettings } from '../../base/index.ts';
import type { Metrics } from '../../observe/index.ts';
import type { Call, Component, JsonObject, MessageEncoding, Outcome, Verb } from '../../payload/index.ts';

/** The one component that a process serves, with everything that its doors share. Doors decode, run, encode. */
export interface Service {
  readonly component: Component;
  readonly settings: UnitSettings;
  readonly metrics: Metrics;
  readonly log: Log;
  /** What /metadata answers; undefined when the component's own metadata is not usable. */
  readonly metadata: JsonObject | undefined;
  /** False while draining and while the component cannot answer. */
  isReady(): boolean;
  /** Tells `listener` whenever `isReady` may say something else; the function that comes back ends that. */
  watchReady(listener: () => void): () => void;
  /** From now on `isReady` is false. */
  drain(): void;
  /** True when this verb's hook wants the whole message of a caller of this encoding. */
  wantsMessage(verb: Verb, encoding: MessageEncoding): boolean;
  /**
   * Runs one call: the component's hook, or the default of the verb when it has none. Answers at once when the component does.
   * Once it went well it counts rewards and the component's own metrics (those inside of a raw answer are for the door to count with
   * `metrics.recordCustom`); requests and their durations are for the door to count, too.
   * Throws or rejects with what the component threw, or a RadiantError of reason MICROSERVICE_BAD_DATA.
   */
  run(call: Call): Outcome | Promise<Outcome>;
  /** The answers of a call one after the other; undefined when the component has but one: then `run` it. */
  stream(call: Call): AsyncIterable<Outcome> | undefined;
}
