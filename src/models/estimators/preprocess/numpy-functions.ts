/** Unary functions of numpy and scipy.special that a FunctionTransformer may name, element by element. */
export const UNARY_FUNCTIONS: Readonly<Record<string, (x: number) => number>> = {
  abs: Math.abs,
  absolute: Math.abs,
  arccos: Math.acos,
  arccosh: Math.acosh,
  arcsin: Math.asin,
  arcsinh: Math.asinh,
  arctan: Math.atan,
  arctanh: Math.atanh,
  array: (x) => x,
  asarray: (x) => x,
  cbrt: Math.cbrt,
  ceil: Math.ceil,
  cos: Math.cos,
  cosh: Math.cosh,
  deg2rad: (x) => x * (Math.PI / 180),
  degrees: (x) => x * (180 / Math.PI),
  exp: Math.exp,
  exp2: (x) => 2 ** x,
  expit: (x) => 1 / (1 + Math.exp(-x)),
  expm1: Math.expm1,
  fabs: Math.abs,
  floor: Math.floor,
  isnan: (x) => (Number.isNaN(x) ? 1 : 0),
  log: Math.log,
  log10: Math.log10,
  log1p: Math.log1p,
  log2: Math.log2,
  logical_not: (x) => (x === 0 ? 1 : 0),
  logit: (x) => Math.log(x / (1 - x)),
  nan_to_num: (x) => {
    if (Number.isNaN(x)) return 0;
    return Math.min(Number.MAX_VALUE, Math.max(-Number.MAX_VALUE, x));
  },
  negative: (x) => -x,
  positive: (x) => x,
  rad2deg: (x) => x * (180 / Math.PI),
  radians: (x) => x * (Math.PI / 180),
  reciprocal: (x) => 1 / x,
  rint: roundHalfEven,
  round: roundHalfEven,
  round_: roundHalfEven,
  sign: Math.sign,
  sin: Math.sin,
  sinc: (x) => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x)),
  sinh: Math.sinh,
  sqrt: Math.sqrt,
  square: (x) => x * x,
  tan: Math.tan,
  tanh: Math.tanh,
  trunc: Math.trunc,
};

/** To the nearest whole number, halves to the even one. */
function roundHalfEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  if (rest < 0.5) return floor;
  if (rest > 0.5) return floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}
