import { factorCholesky, solveCholesky } from './cholesky.ts';

/** How far the path is followed, and which one. */
export interface PathRules {
  /** `lasso`: an atom whose weight becomes 0 leaves again. */
  readonly method: 'lar' | 'lasso';
  /** The correlation with what is not explained yet at which the path ends, and how near to it counts as there. */
  readonly end: number;
  readonly tolerance: number;
  readonly steps: number;
  readonly isPositive: boolean;
}

interface Path {
  readonly gram: Float64Array;
  readonly atoms: number;
  readonly rules: PathRules;
  readonly active: number[];
  readonly signs: number[];
  /** Atoms that others explain already: they are not looked at again. */
  readonly barred: Set<number>;
  /** Correlation of each atom with what is not explained yet. */
  readonly rest: Float64Array;
}

/** Pivots below this say that the atom is a sum of others. */
const LEAST_PIVOT = 1e-7;
/** The least normal float32: keeps denominators from 0. */
const TINY = 2 ** -126;

/**
 * Least angle regression of one row on the atoms of a dictionary: its weights (atoms). `gram` (atoms, atoms) and
 * `products` (atoms) of the dictionary with itself and with the row. Source: Efron, Hastie, Johnstone, Tibshirani, "Least
 * angle regression" (2004). Reference for the order of steps: sklearn.linear_model.lars_path.
 */
export function followLeastAngle(gram: Float64Array, products: Float64Array, atoms: number, rules: PathRules) {
  const path: Path = { gram, atoms, rules, active: [], signs: [], barred: new Set(), rest: products.slice() };
  let code = new Float64Array(atoms);
  let before = code;
  let lastLevel = 0;
  let hasTurned = false;
  for (let step = 0; ; ) {
    const next = strongest(path);
    const level = next < 0 ? 0 : sizeOf(path, next);
    if (level <= rules.end + rules.tolerance) {
      if (Math.abs(level - rules.end) <= rules.tolerance || step === 0) return code;
      const share = (lastLevel - rules.end) / (lastLevel - level);
      return code.map((value, a) => before[a]! + share * (value - before[a]!));
    }
    if (step >= rules.steps || path.active.length >= atoms) return code;
    if (!hasTurned && !enter(path, next)) continue;
    if (rules.method === 'lasso' && step > 0 && lastLevel < level) return code;
    const moved = advance(path, code, level);
    if (moved === undefined) return code;
    before = code;
    lastLevel = level;
    code = moved.code;
    hasTurned = moved.hasTurned;
    step++;
  }
}

function sizeOf({ rest, rules }: Path, atom: number): number {
  return rules.isPositive ? rest[atom]! : Math.abs(rest[atom]!);
}

/** The atom outside of the active ones that has the greatest correlation; -1 when there is none. */
function strongest(path: Path): number {
  let best = -1;
  for (let a = 0; a < path.atoms; a++) {
    if (path.barred.has(a) || path.active.includes(a)) continue;
    if (best < 0 || sizeOf(path, a) > sizeOf(path, best)) best = a;
  }
  return best;
}

/** Makes an atom active; false when it is a sum of the active ones. */
function enter(path: Path, atom: number): boolean {
  const lower = factorActive(path, [...path.active, atom]);
  const size = path.active.length + 1;
  if (lower === undefined || lower[size * size - 1]! < LEAST_PIVOT) {
    path.barred.add(atom);
    return false;
  }
  path.active.push(atom);
  path.signs.push(path.rules.isPositive ? 1 : Math.sign(path.rest[atom]!));
  return true;
}

function factorActive({ gram, atoms }: Path, active: readonly number[]): Float64Array | undefined {
  const size = active.length;
  const part = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) part[i * size + j] = gram[active[i]! * atoms + active[j]!]!;
  }
  return factorCholesky(part, size);
}

/** One step in the direction of equal angles, up to where another atom is as strong or a weight turns its sign. */
function advance(path: Path, code: Float64Array, level: number) {
  const { gram, atoms, active, signs, rest, rules } = path;
  const direction = Float64Array.from(signs);
  const lower = factorActive(path, active);
  if (lower === undefined) return undefined;
  solveCholesky(lower, active.length, direction);
  const scale = 1 / Math.sqrt(direction.reduce((sum, value, i) => sum + value * signs[i]!, 0));
  if (!Number.isFinite(scale)) return undefined;
  for (let i = 0; i < direction.length; i++) direction[i]! *= scale;
  let reach = level / scale;
  const slopes = new Float64Array(atoms);
  for (let a = 0; a < atoms; a++) {
    for (let i = 0; i < active.length; i++) slopes[a]! += gram[active[i]! * atoms + a]! * direction[i]!;
    if (active.includes(a) || path.barred.has(a)) continue;
    reach = nearer(reach, (level - rest[a]!) / (scale - slopes[a]! + TINY));
    if (!rules.isPositive) reach = nearer(reach, (level + rest[a]!) / (scale + slopes[a]! + TINY));
  }
  const zeros = active.map((atom, i) => -code[atom]! / (direction[i]! + TINY));
  const turn = zeros.reduce(nearer, Number.MAX_VALUE);
  const hasTurned = turn < reach;
  if (hasTurned && rules.method === 'lasso') reach = turn;
  const moved = new Float64Array(atoms);
  for (const [i, atom] of active.entries()) moved[atom] = code[atom]! + reach * direction[i]!;
  for (let a = 0; a < atoms; a++) rest[a]! -= reach * slopes[a]!;
  if (hasTurned) turnBack(path, zeros, turn);
  return { code: moved, hasTurned };
}

/** The lesser one that is above 0. */
function nearer(least: number, value: number): number {
  return value > 0 && value < least ? value : least;
}

/** An atom whose weight is 0 now leaves the lasso; plain least angles take it on with its other sign. */
function turnBack({ active, signs, rules }: Path, zeros: readonly number[], turn: number): void {
  for (let i = active.length - 1; i >= 0; i--) {
    if (zeros[i] !== turn) continue;
    if (rules.method === 'lar') signs[i] = -signs[i]!;
    else {
      active.splice(i, 1);
      signs.splice(i, 1);
    }
  }
}
