interface Lengths {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/** Lengths in inches become centimetres before the model sees them. */
export class InchesToCm {
  transformInput(inches: Lengths): Lengths {
    return { ...inches, data: inches.data.map((length) => length * 2.54) };
  }
}
