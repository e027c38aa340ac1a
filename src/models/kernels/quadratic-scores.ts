/** A normal distribution by the axes of its covariance: axes (width, rank) are divided by their deviations. */
export interface ClassGaussian {
  readonly mean: Float64Array;
  readonly axes: Float64Array;
  readonly rank: number;
  readonly base: number;
}

/** base - |(x - mean) axes|^2 / 2 for every row and class: (rows, classes). Reference: scikit-learn's QuadraticDiscriminantAnalysis. */
export function quadraticScores(
  x: Float64Array,
  rows: number,
  width: number,
  gaussians: readonly ClassGaussian[],
): Float64Array {
  const classes = gaussians.length;
  const scores = new Float64Array(rows * classes);
  const difference = new Float64Array(width);
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < classes; c++) {
      const { mean, axes, rank, base } = gaussians[c]!;
      for (let i = 0; i < width; i++) difference[i] = x[row * width + i]! - mean[i]!;
      let total = 0;
      for (let r = 0; r < rank; r++) {
        let y = 0;
        for (let i = 0; i < width; i++) y += difference[i]! * axes[i * rank + r]!;
        total += y * y;
      }
      scores[row * classes + c] = base - 0.5 * total;
    }
  }
  return scores;
}
