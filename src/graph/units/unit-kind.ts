import type { Verb } from '../../payload/index.ts';

/** What a node does with a message, as far as its type or its methods say. */
export interface UnitKind {
  /** Called with the message before the children are. */
  readonly before?: Verb;
  /** Called with what the children made of it. */
  readonly after?: Verb;
  /** Chooses among its children. */
  readonly routes?: true;
  /** Makes one answer of its children's. */
  readonly aggregates?: true;
  readonly takesFeedback?: true;
  /** Why it must have children: what it would do with them. */
  readonly needsChildren?: string;
}
