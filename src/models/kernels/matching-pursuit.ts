import { factorCholesky, solveCholesky } from './cholesky.ts';

/**
 * Orthogonal matching pursuit: takes the atom with the largest remaining correlation, solves for all taken ones, and so
 * on, up to `most` atoms. `gram` (atoms, atoms) and `products` (atoms) of the dictionary with itself and with the row.
 * Reference: _gram_omp of sklearn.linear_model._omp. Source: Rubinstein, Zibulevsky, Elad (2008).
 */
export function pursueMatching(gram: Float64Array, products: Float64Array, atoms: number, most: number): Float64Array {
  const taken: number[] = [];
  const remaining = products.slice();
  let solution = new Float64Array();
  while (taken.length < most) {
    let best = 0;
    for (let a = 1; a < atoms; a++) if (Math.abs(remaining[a]!) > Math.abs(remaining[best]!)) best = a;
    // An atom twice, or nothing left to explain: the rest of the dictionary does not help.
    if (taken.includes(best) || remaining[best]! ** 2 < Number.MIN_VALUE) break;
    const next = solveFor(gram, products, atoms, [...taken, best]);
    if (next === undefined) break;
    taken.push(best);
    solution = next;
    for (let a = 0; a < atoms; a++) {
      let fitted = 0;
      for (let i = 0; i < taken.length; i++) fitted += gram[a * atoms + taken[i]!]! * solution[i]!;
      remaining[a] = products[a]! - fitted;
    }
  }
  const code = new Float64Array(atoms);
  taken.forEach((atom, i) => {
    code[atom] = solution[i]!;
  });
  return code;
}

function solveFor(gram: Float64Array, products: Float64Array, atoms: number, taken: readonly number[]) {
  const size = taken.length;
  const part = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) part[i * size + j] = gram[taken[i]! * atoms + taken[j]!]!;
  }
  const lower = factorCholesky(part, size);
  if (lower === undefined) return undefined;
  const solution = Float64Array.from(taken, (atom) => products[atom]!);
  solveCholesky(lower, size, solution);
  return solution;
}
