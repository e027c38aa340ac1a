/**
 * expf and logf as glibc (since 2.27) computes them, bit for bit: in float64 with a small table, rounded once at the
 * end. Both are off by up to 0.5 and 0.8 units in the last place, so rounding Math.exp and Math.log gives other bits.
 * Reference: ARM optimized routines, expf.c and logf.c. Agree on every float32 but where fused multiply-add differs.
 */

const INVERSE_LN2_32 = Math.LOG2E * 32;
const SHIFT = 1.5 * 2 ** 52;
/** 0x1.c6af84b912394p-5, 0x1.ebfce50fac4f3p-3, 0x1.62e42ff0c52d6p-1, scaled by 32^-3, 32^-2, 32^-1. */
const EXP_CUBIC = 0.05550361559341535 / 32 ** 3;
const EXP_SQUARE = 0.2402284522445722 / 32 ** 2;
const EXP_LINEAR = 0.6931471806916203 / 32;

/** 2^(i/32), correctly rounded. */
const POWERS_OF_TWO = Float64Array.of(
  1,
  1.0218971486541166,
  1.0442737824274138,
  1.0671404006768237,
  1.0905077326652577,
  1.1143867425958924,
  1.1387886347566916,
  1.1637248587775775,
  1.189207115002721,
  1.215247359980469,
  1.241857812073484,
  1.2690509571917332,
  1.2968395546510096,
  1.3252366431597413,
  1.3542555469368927,
  1.383909881963832,
  Math.SQRT2,
  1.4451808069770467,
  1.4768261459394993,
  1.5091644275934228,
  1.5422108254079407,
  1.5759808451078865,
  1.6104903319492543,
  1.645755478153965,
  1.681792830507429,
  1.718619298122478,
  1.7562521603732995,
  1.7947090750031072,
  1.8340080864093424,
  1.8741676341103,
  1.9152065613971474,
  1.9571441241754002,
);

/** Beyond these the result is infinite or 0 in float32. */
const EXP_MOST = 88.72283172607422;
const EXP_LEAST = -103.97283935546875;

/** e^x for a float32 x, as float32. */
export function expf(x: number): number {
  if (x > EXP_MOST) return Number.POSITIVE_INFINITY;
  if (x < EXP_LEAST) return 0;
  const scaled = INVERSE_LN2_32 * x;
  const whole = scaled + SHIFT - SHIFT;
  const r = scaled - whole;
  const index = whole & 31;
  const power = POWERS_OF_TWO[index]! * 2 ** ((whole - index) / 32);
  return Math.fround(((EXP_CUBIC * r + EXP_SQUARE) * (r * r) + (EXP_LINEAR * r + 1)) * power);
}

const { LN2 } = Math;
const LOG_FOURTH = -0.25089342214237154;
const LOG_THIRD = 0.333456765744066;
const LOG_SECOND = -0.4999997485802103;
const OFFSET = 0x3f330000;

/** To look at the bits of a float32. */
const BITS = new Int32Array(1);
const BITS_FLOAT = new Float32Array(BITS.buffer);

/** 1/c and log c for 16 points c from 0.71 to 1.37. */
const INVERSES = Float64Array.of(
  1.398907162146528,
  1.3403141896637998,
  1.286432210124115,
  1.2367150214269895,
  1.1906977166711752,
  1.1479821020556429,
  1.1082251448272158,
  1.0711297413057381,
  1.036437278977283,
  1.0,
  0.9492859795739057,
  0.8951049428609004,
  0.8476821620351103,
  0.8050314851692001,
  0.7664671008843108,
  0.731428603316328,
);
const LOGS = Float64Array.of(
  -0.33569133332882284,
  -0.2929040563774074,
  -0.2518726580937369,
  -0.21245868807117255,
  -0.17453945183745634,
  -0.1380057072319758,
  -0.10275976698545139,
  -0.06871392447020525,
  -0.0357891387398228,
  0.0,
  0.05204517742929496,
  0.11081431298787942,
  0.1652495223695143,
  0.21687389031699977,
  0.2659635028121397,
  0.3127556664073557,
);

/** Natural logarithm of a float32 x, as float32. */
export function logf(x: number): number {
  if (!(x > 0) || x === Number.POSITIVE_INFINITY) return Math.log(x);
  // Below the smallest normal number: scaled up by 2^23.
  const isTiny = x < 2 ** -126;
  BITS_FLOAT[0] = isTiny ? x * 2 ** 23 : x;
  const bits = BITS[0]!;
  const shifted = bits - OFFSET;
  const index = (shifted >> 19) & 15;
  const exponent = shifted >> 23;
  BITS[0] = bits - (exponent << 23);
  const r = BITS_FLOAT[0]! * INVERSES[index]! - 1;
  const start = LOGS[index]! + (isTiny ? exponent - 23 : exponent) * LN2;
  const r2 = r * r;
  return Math.fround((LOG_FOURTH * r2 + (LOG_THIRD * r + LOG_SECOND)) * r2 + (start + r));
}
