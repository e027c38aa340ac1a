/** psi for positive numbers in the form of Bernardo's AS 103 (1976), whose error of 1e-9 is part of scikit-learn's answers. */
function quickDigamma(x: number): number {
  if (x <= 1e-6) return -0.5772156649015329 - 1 / x;
  let value = x;
  let result = 0;
  while (value < 6) {
    result -= 1 / value;
    value += 1;
  }
  let r = 1 / value;
  result += Math.log(value) - 0.5 * r;
  r *= r;
  return result - r * (1 / 12 - r * (1 / 120 - r * (1 / 252)));
}

export interface TopicRules {
  readonly prior: number;
  readonly tolerance: number;
  readonly maxIterations: number;
}

/**
 * Topic weights of one document, not normalised, by the variational E step from weights of 1.
 * `words` are the document's columns, `counts` how often; expTopics (topics, width) is exp(E[log beta]).
 * Reference: _update_doc_distribution of sklearn.decomposition._lda. Source: Hoffman, Blei, Bach (2010).
 */
export function inferTopics(
  words: Int32Array,
  counts: Float64Array,
  expTopics: Float64Array,
  topics: number,
  width: number,
  { prior, tolerance, maxIterations }: TopicRules,
): Float64Array {
  let weights = new Float64Array(topics).fill(1);
  const expWeights = new Float64Array(topics).fill(Math.exp(quickDigamma(1) - quickDigamma(topics)));
  const shares = new Float64Array(words.length);
  for (let i = 0; i < maxIterations; i++) {
    for (let at = 0; at < words.length; at++) {
      let norm = Number.EPSILON;
      for (let t = 0; t < topics; t++) norm += expWeights[t]! * expTopics[t * width + words[at]!]!;
      shares[at] = counts[at]! / norm;
    }
    const next = new Float64Array(topics);
    let total = 0;
    for (let t = 0; t < topics; t++) {
      let sum = 0;
      for (let at = 0; at < words.length; at++) sum += shares[at]! * expTopics[t * width + words[at]!]!;
      next[t] = expWeights[t]! * sum + prior;
      total += next[t]!;
    }
    const ofTotal = quickDigamma(total);
    let change = 0;
    for (let t = 0; t < topics; t++) {
      expWeights[t] = Math.exp(quickDigamma(next[t]!) - ofTotal);
      change += Math.abs(next[t]! - weights[t]!);
    }
    weights = next;
    if (change / topics < tolerance) break;
  }
  return weights;
}
