import { RadiantError } from '../../base/index.ts';
import type { UnitParameter } from '../../deployment/index.ts';

interface Range {
  readonly min?: number;
  readonly max?: number;
  readonly whole?: true;
}

/** Reads the parameters of a built-in unit. */
export class Parameters {
  readonly #node: string;
  readonly #byName: ReadonlyMap<string, string>;

  constructor(node: string, parameters: readonly UnitParameter[]) {
    this.#node = node;
    this.#byName = new Map((parameters ?? []).map(({ name, value }) => [name, String(value)]));
  }

  /** Undefined when it was not given. Throws INVALID_ARGUMENT, naming node, parameter and range. */
  number(name: string, { min = -Infinity, max = Infinity, whole }: Range = {}): number | undefined {
    const text = this.#byName.get(name)?.trim();
    if (text === undefined) return undefined;
    const value = text === '' ? Number.NaN : Number(text);
    if (value >= min && value <= max && (whole === undefined || Number.isSafeInteger(value))) return value;
    const kind = whole === undefined ? 'a number' : 'a whole number';
    const range = Number.isFinite(max) ? ` from ${min} to ${max}` : Number.isFinite(min) ? ` of at least ${min}` : '';
    throw new RadiantError(
      'INVALID_ARGUMENT',
      `graph: node ${this.#node}: parameter ${name} is ${JSON.stringify(text.slice(0, 40))}; it must be ${kind}${range}`,
      { reason: 'BAD_PARAMETER' },
    );
  }

  /** True for `true` and `1`, in any case; false for all else. */
  boolean(name: string): boolean {
    return ['true', '1'].includes(this.#byName.get(name)?.trim().toLowerCase() ?? '');
  }
}
