/** How each term is made: value[term] = value[rest[term]] * x[feature[term]]; rest -1 stands for the constant 1. */
export interface PolynomialPlan {
  readonly rest: Int32Array;
  readonly feature: Int32Array;
  /** Terms from this one on are the output; lower ones (degrees below the least) are only needed on the way. */
  readonly firstOutput: number;
}

/**
 * All products of `degree` or fewer features, by degree and then in lexicographic order, as itertools.combinations
 * (with replacement unless `isInteraction`) gives them. Undefined when there are more than `most` terms.
 * A term is its first feature times the term of the others, the order in which scikit-learn multiplies: same bits.
 */
export function planPolynomial(
  features: number,
  leastDegree: number,
  degree: number,
  isInteraction: boolean,
  most: number,
): PolynomialPlan | undefined {
  const rest: number[] = [];
  const feature: number[] = [];
  let firstOutput = 0;
  // Terms of the degree before, and where those begin whose first feature is f (the last entry is their end).
  let starts: number[] = [];
  for (let d = 1; d <= degree; d++) {
    if (d === Math.max(1, leastDegree)) firstOutput = rest.length;
    const next: number[] = [];
    const end = d === 1 ? 0 : starts[features]!;
    for (let f = 0; f < features; f++) {
      next.push(rest.length);
      const from = d === 1 ? -1 : isInteraction ? starts[f + 1]! : starts[f]!;
      for (let at = from; at < end; at++) {
        rest.push(at);
        feature.push(f);
      }
      if (rest.length > most) return undefined;
    }
    next.push(rest.length);
    if (next[0] === rest.length && d >= leastDegree) break;
    starts = next;
  }
  if (leastDegree > degree) firstOutput = rest.length;
  return { rest: Int32Array.from(rest), feature: Int32Array.from(feature), firstOutput };
}

/** Fills one row of outputs from `to` on. `terms` is scratch of the plan's length. */
export function polynomialRow(
  plan: PolynomialPlan,
  data: Float64Array,
  from: number,
  terms: Float64Array,
  out: Float64Array,
  to: number,
): void {
  const { rest, feature, firstOutput } = plan;
  for (let term = 0; term < rest.length; term++) {
    const x = data[from + feature[term]!]!;
    const other = rest[term]!;
    const value = other < 0 ? x : terms[other]! * x;
    terms[term] = value;
    if (term >= firstOutput) out[to + term - firstOutput] = value;
  }
}
