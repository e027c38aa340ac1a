import type { JsonObject, JsonValue, Payload } from '../../payload/index.ts';

/** A message that has been read: what components in this process are called with. */
export interface Values {
  readonly payload: Payload;
  /** Column names; undefined in an answer whose node has none of its own. */
  readonly names: JsonValue | undefined;
  /** What came and was gathered on the way: puid, tags, metrics, the path so far. Undefined when there is nothing. */
  readonly meta: JsonObject | undefined;
  /** In which of its protocol's forms the data came and the answer goes. Only the codec that made it knows what it is. */
  readonly form: unknown;
  /** See `Call.keepLists`. */
  readonly keepLists: boolean;
  /** True when named tensors are meant as the columns of a table. */
  readonly isTable?: boolean;
  /** See `Call.parameters`; those of the caller reach the first node. */
  readonly parameters?: JsonObject | undefined;
  /** The outputs that the caller asked for by name; in an answer those that its node was asked for. */
  readonly outputs?: readonly string[] | undefined;
  /** The node that answered; undefined for what the caller sent. */
  readonly node?: string;
}
