import type { DescribedObject } from '../../formats/described.ts';
import { badAttribute, readNumber, readNumbers, readText } from '../read-attributes.ts';

/** The mask of a univariate selector, from scores_ or pvalues_ and its parameter. Ties go as scikit-learn breaks them. */
export function selectByScore(object: DescribedObject): readonly boolean[] {
  if (object.name !== 'GenericUnivariateSelect') return selectBy(object, MODES[object.name]!, PARAMETERS[object.name]!);
  const mode = readText(object, 'mode', 'percentile');
  return selectBy(object, mode, 'param');
}

const MODES: Readonly<Record<string, string>> = {
  SelectFdr: 'fdr',
  SelectFpr: 'fpr',
  SelectFwe: 'fwe',
  SelectKBest: 'k_best',
  SelectPercentile: 'percentile',
};

const PARAMETERS: Readonly<Record<string, string>> = {
  SelectFdr: 'alpha',
  SelectFpr: 'alpha',
  SelectFwe: 'alpha',
  SelectKBest: 'k',
  SelectPercentile: 'percentile',
};

function selectBy(object: DescribedObject, mode: string, parameter: string): readonly boolean[] {
  if (mode === 'k_best') {
    const scores = readScores(object);
    return bestOf(scores, object.state.get(parameter) === 'all' ? scores.length : readNumber(object, parameter));
  }
  const value = readNumber(object, parameter);
  if (mode === 'percentile') return aboveQuantile(readScores(object), value);
  const chances = readNumbers(object, 'pvalues_', { dimensions: [1] }).data;
  if (mode === 'fpr') return Array.from(chances, (p) => p < value);
  if (mode === 'fwe') return Array.from(chances, (p) => p < value / chances.length);
  if (mode === 'fdr') return falseDiscovery(chances, value);
  throw badAttribute(object, 'mode', `is ${mode}, want k_best, percentile, fpr, fdr or fwe`);
}

/** Scores with NaN as the lowest number. */
function readScores(object: DescribedObject): Float64Array {
  const { data } = readNumbers(object, 'scores_', { dimensions: [1] });
  return data.map((score) => (Number.isNaN(score) ? -Number.MAX_VALUE : score));
}

function bestOf(scores: Float64Array, k: number): readonly boolean[] {
  const order = [...scores.keys()].sort((a, b) => scores[a]! - scores[b]! || a - b);
  const best = new Set(k > 0 ? order.slice(-k) : []);
  return Array.from(scores, (_, i) => best.has(i));
}

function aboveQuantile(scores: Float64Array, percentile: number): readonly boolean[] {
  if (percentile >= 100) return Array.from(scores, () => true);
  if (percentile <= 0) return Array.from(scores, () => false);
  const threshold = quantile(scores, 100 - percentile);
  const mask = Array.from(scores, (score) => score > threshold);
  const most = Math.trunc((scores.length * percentile) / 100);
  let taken = mask.filter(Boolean).length;
  scores.forEach((score, i) => {
    if (score === threshold && taken < most) {
      mask[i] = true;
      taken++;
    }
  });
  return mask;
}

/** numpy.percentile, linear between neighbours. */
function quantile(values: Float64Array, percent: number): number {
  const sorted = values.slice().sort();
  const at = ((sorted.length - 1) * percent) / 100;
  const low = Math.floor(at);
  const high = Math.min(low + 1, sorted.length - 1);
  const part = at - low;
  const [a, b] = [sorted[low]!, sorted[high]!];
  return part >= 0.5 ? b - (b - a) * (1 - part) : a + (b - a) * part;
}

/** Benjamini and Hochberg's procedure. */
function falseDiscovery(chances: Float64Array, alpha: number): readonly boolean[] {
  const sorted = chances.slice().sort();
  const passed = sorted.filter((p, i) => p <= (alpha / sorted.length) * (i + 1));
  if (passed.length === 0) return Array.from(chances, () => false);
  const most = passed[passed.length - 1]!;
  return Array.from(chances, (p) => p <= most);
}
