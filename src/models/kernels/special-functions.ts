/** Beyond this the series for erf needs too many terms, and the continued fraction few. */
const SERIES_LIMIT = 2.5;

/**
 * The error function to full precision: for small x the series 2 x e^(-x^2) / sqrt(pi) sum (2 x^2)^n / (1 3 5 ... (2n + 1)),
 * whose terms are all positive; for large x 1 minus the continued fraction of erfc. Source: Abramowitz, Stegun, 7.1.6 and 7.1.14.
 */
export function erf(x: number): number {
  if (Number.isNaN(x)) return x;
  const size = Math.abs(x);
  if (size > 6) return Math.sign(x);
  if (size > SERIES_LIMIT) return Math.sign(x) * (1 - erfcFraction(size));
  let term = 1;
  let sum = 1;
  for (let n = 1; term > sum * 1e-17; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return ((2 * x * Math.exp(-x * x)) / Math.sqrt(Math.PI)) * sum;
}

function erfcFraction(x: number): number {
  let fraction = x;
  for (let n = 60; n >= 1; n--) fraction = x + n / 2 / fraction;
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * fraction);
}

/** Lanczos' coefficients for g = 7, nine terms (Godfrey). */
const LANCZOS = [
  0.9999999999998099, 676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
  -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
];

/** The gamma function for x > 0; relative error about 1e-14. */
export function gammaFunction(x: number): number {
  if (x < 0.5) return Math.PI / (Math.sin(Math.PI * x) * gammaFunction(1 - x));
  const shifted = x - 1;
  let sum = LANCZOS[0]!;
  for (let i = 1; i < LANCZOS.length; i++) sum += LANCZOS[i]! / (shifted + i);
  const t = shifted + 7.5;
  return Math.sqrt(2 * Math.PI) * t ** (shifted + 0.5) * Math.exp(-t) * sum;
}

/** log gamma for x > 0, by Stirling's series from 10 on. Source: Abramowitz, Stegun, 6.1.41. */
export function logGamma(x: number): number {
  let value = x;
  let product = 1;
  while (value < 10) product *= value++;
  const inverse = 1 / (value * value);
  const series = 1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse * (1 / 1680 - inverse * (1 / 1188))));
  return (value - 0.5) * Math.log(value) - value + 0.5 * Math.log(2 * Math.PI) + series / value - Math.log(product);
}

/** Step of the integral below; the trapezoidal rule is exact to rounding with it. */
const STEP = 1 / 32;

/**
 * Modified Bessel function of the second kind K_order(x), x > 0: integral of exp(-x cosh t) cosh(order t) over t >= 0.
 * The integrand falls off doubly exponentially, so the trapezoidal rule converges at once. Source: DLMF 10.32.9.
 */
export function besselK(order: number, x: number): number {
  let sum = 0.5 * Math.exp(-x);
  for (let t = STEP; ; t += STEP) {
    const exponent = -x * Math.cosh(t);
    const term = 0.5 * (Math.exp(exponent + order * t) + Math.exp(exponent - order * t));
    sum += term;
    // Past the peak at x sinh t = order and as good as 0 beside the rest.
    if (x * Math.sinh(t) > order && term < sum * 1e-18) return sum * STEP;
  }
}
