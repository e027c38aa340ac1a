import { RadiantError } from '../../../base/errors.ts';
import type { DescribedObject } from '../../formats/described.ts';
import { basisDerivatives, basisFunctions, findInterval } from '../../kernels/b-spline.ts';
import { createTransformer } from '../create-transformer.ts';
import type { Estimator } from '../estimator.ts';
import { createDense, toDense } from '../features.ts';
import {
  badAttribute,
  isObject,
  itemsOf,
  readBoolean,
  readInteger,
  readItems,
  readNumbers,
  readText,
} from '../read-attributes.ts';
import { readInputContract } from '../read-input-contract.ts';

const MAX_DEGREE = 50;

/** One feature's basis. `splines` outputs; `count` functions over the knots `t`, wrapped around where periodic. */
interface Basis {
  readonly t: Float64Array;
  readonly count: number;
  readonly splines: number;
  /** Values outside of these are extrapolated. */
  readonly low: number;
  readonly high: number;
  /** Number of functions at either end that are extrapolated; the others are 0 there. */
  readonly kept: number;
  /** Where it is extrapolated linearly: the functions and their slopes at either end. */
  readonly ends?: readonly [End, End];
}

interface End {
  readonly values: Float64Array;
  readonly slopes: Float64Array;
}

type Extrapolation = 'error' | 'constant' | 'linear' | 'continue' | 'periodic';
const EXTRAPOLATIONS: readonly string[] = ['error', 'constant', 'linear', 'continue', 'periodic'];

/** SplineTransformer: B-spline basis functions of each feature. */
export function loadSpline(object: DescribedObject): Estimator {
  const extrapolation = readText(object, 'extrapolation', 'constant') as Extrapolation;
  if (!EXTRAPOLATIONS.includes(extrapolation)) throw badAttribute(object, 'extrapolation', `is ${extrapolation}`);
  const degree = readInteger(object, 'degree', 0, MAX_DEGREE);
  const bases = readItems(object, 'bsplines_').map((item, i) => {
    if (!isObject(item)) throw badAttribute(object, 'bsplines_', 'want scipy BSpline objects');
    const basis = readBasis(item, degree, extrapolation === 'periodic');
    return extrapolation === 'linear' ? withLinearEdges(basis, degree, i) : basis;
  });
  const splines = bases[0]?.splines ?? 0;
  if (bases.some((basis) => basis.splines !== splines)) throw badAttribute(object, 'bsplines_', 'are of unlike sizes');
  const perFeature = readBoolean(object, 'include_bias', true) ? splines : splines - 1;
  const skipsMissing = readText(object, 'handle_missing', 'error') === 'zeros';
  const outputs = perFeature * bases.length;
  const full = new Float64Array(splines);
  const local = new Float64Array(degree + 1);
  return createTransformer({
    name: object.name,
    input: readInputContract(object, { featureCount: bases.length, source: 'bsplines_', allowsNaN: skipsMissing }),
    outputCount: outputs,
    nameOutputs: (names) => names.flatMap((name) => Array.from({ length: perFeature }, (_, i) => `${name}_sp_${i}`)),
    transform(features) {
      const x = toDense(features);
      const out = createDense(x.rows, outputs);
      for (let row = 0; row < x.rows; row++) {
        for (let f = 0; f < bases.length; f++) {
          const value = x.data[row * x.columns + f]!;
          fillBasis(bases[f]!, degree, extrapolation, value, full, local);
          const to = row * outputs + f * perFeature;
          for (let i = 0; i < perFeature; i++) out.data[to + i] = full[i]!;
        }
      }
      return out;
    },
  });
}

function readBasis(outer: DescribedObject, degree: number, isPeriodic: boolean): Basis {
  // Since scipy 1.18 a BSpline is a pair of the spline proper and an empty array.
  const inner = itemsOf(outer.rawState)?.[0];
  const spline = isObject(inner) ? inner : outer;
  const [knots, coefficients] = spline.state.has('_t') ? ['_t', '_c'] : ['t', 'c'];
  const t = readNumbers(spline, knots, { dimensions: [1], isFinite: true }).data;
  const c = readNumbers(spline, coefficients, { dimensions: [2] });
  if (readInteger(spline, 'k', 0, MAX_DEGREE) !== degree)
    throw badAttribute(spline, 'k', `is not the degree ${degree}`);
  const count = t.length - degree - 1;
  const splines = isPeriodic ? count - degree : count;
  if (splines < 1 || c.shape[1] !== splines || c.shape[0]! < count) {
    throw badAttribute(spline, coefficients, `has shape [${c.shape}] for ${t.length} knots of degree ${degree}`);
  }
  for (let i = 1; i < t.length; i++) if (t[i]! < t[i - 1]!) throw badAttribute(spline, knots, 'does not ascend');
  return { t, count, splines, low: t[degree]!, high: t[count]!, kept: degree };
}

/**
 * scikit-learn raises a degree of 0 or 1 by one for each feature that it extrapolates linearly, and takes the edges of
 * the next features from the raised degree: the same here, for the numbers must agree.
 */
function withLinearEdges(basis: Basis, degree: number, feature: number): Basis {
  const raised = degree > 1 ? degree : Math.min(2, degree + feature);
  const kept = raised > 1 ? raised : raised + 1;
  const { t } = basis;
  const [low, high] = [t[raised]!, t[t.length - 1 - raised]!];
  return { ...basis, low, high, kept, ends: [endOf(basis, degree, low), endOf(basis, degree, high)] };
}

function endOf({ t, count, splines }: Basis, degree: number, at: number): End {
  const interval = findInterval(t, degree, count, at);
  const [values, slopes] = [new Float64Array(splines), new Float64Array(splines)];
  basisFunctions(t, degree, at, interval, values.subarray(interval - degree));
  basisDerivatives(t, degree, at, interval, slopes.subarray(interval - degree));
  return { values, slopes };
}

/** Fills `full` (splines) with the basis at x. `local` is scratch of degree + 1. */
function fillBasis(
  basis: Basis,
  degree: number,
  extrapolation: Extrapolation,
  value: number,
  full: Float64Array,
  local: Float64Array,
): void {
  const { t, count, splines, low, high } = basis;
  full.fill(0);
  if (Number.isNaN(value)) return;
  if (basis.ends !== undefined && (value < low || value > high)) {
    extendLines(basis, basis.ends, value, full);
    return;
  }
  let x = value;
  if (extrapolation === 'periodic') x = high > low ? low + modulo(value - low, high - low) : 0;
  const edge = Math.min(high, Math.max(low, x));
  const isOutside = edge !== x && extrapolation !== 'continue' && extrapolation !== 'periodic';
  if (isOutside && extrapolation === 'error') {
    throw new RadiantError('INVALID_ARGUMENT', `SplineTransformer: ${value} is beyond the knots [${low}, ${high}]`, {
      reason: 'BAD_VALUE',
    });
  }
  const at = isOutside ? edge : x;
  const interval = findInterval(t, degree, count, at);
  const first = interval - degree;
  basisFunctions(t, degree, at, interval, local);
  for (let j = 0; j <= degree; j++) full[wrap(first + j, splines)]! += local[j]!;
  if (!isOutside) return;
  clearInner(full, x < low, basis.kept);
}

/**
 * Continues the outermost functions along their slopes. Of a raised degree the ends may have changed places, and a value
 * is then below the one and above the other: the later write stands, in the order in which scikit-learn writes.
 */
function extendLines(
  { low, high, kept, splines }: Basis,
  [start, end]: readonly [End, End],
  x: number,
  full: Float64Array,
) {
  for (let j = 0; j < Math.min(kept, splines); j++) {
    const last = splines - 1 - j;
    if (x < low) full[j] = start.values[j]! + (x - low) * start.slopes[j]!;
    if (x > high) full[last] = end.values[last]! + (x - high) * end.slopes[last]!;
  }
}

/** scikit-learn extrapolates only the outermost functions (the others are 0 at the edge but for rounding). */
function clearInner(full: Float64Array, isBelow: boolean, kept: number): void {
  if (isBelow) full.fill(0, Math.min(kept, full.length));
  else full.fill(0, 0, Math.max(0, full.length - kept));
}

function wrap(index: number, splines: number): number {
  return index < splines ? index : index - splines;
}

/** Python's %: the sign of the divisor. */
function modulo(a: number, b: number): number {
  const rest = a % b;
  return rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest;
}
