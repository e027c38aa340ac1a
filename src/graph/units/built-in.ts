import type { Log } from '../../base/index.ts';
import type { UnitParameter } from '../../deployment/index.ts';
import type { Component } from '../../payload/index.ts';
import type { StateStore } from '../state/state-store.ts';
import type { UnitKind } from './unit-kind.ts';

/** What a built-in unit is opened with. */
export interface BuiltInOptions {
  /** The node's name in its graph. */
  readonly name: string;
  /** Names deployment, predictor and unit. */
  readonly stateKey: string;
  readonly parameters: readonly UnitParameter[];
  readonly childCount: number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Where what it learns is kept. */
  readonly state: StateStore;
  readonly log: Log;
}

/** What a built-in unit does. A unit with neither passes messages on untouched. */
export interface BuiltInUnit {
  /** Chooses a child without looking at the message. */
  choose?(): number;
  /** Called as any component in this process. */
  readonly component?: Component;
}

/** A unit that needs no component of the user's. */
export interface BuiltIn {
  /** The type whose place it takes. */
  readonly type: string;
  /** Where that is less than what the type does. */
  readonly kind?: UnitKind;
  /** True when it learns from feedback, which must then say which branches a request went. */
  readonly learns?: true;
  /** Throws INVALID_ARGUMENT, naming the parameter and the fix; also when it cannot work with so many children. */
  open(options: BuiltInOptions): BuiltInUnit | Promise<BuiltInUnit>;
}
