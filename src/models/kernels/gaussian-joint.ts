/**
 * base[c] - sum over features of (x - mean)^2 / (2 variance): the log density of independent normals.
 * x (rows, width), means and variances (classes, width); gives (rows, classes).
 * Reference: scikit-learn's GaussianNB._joint_log_likelihood.
 */
export function gaussianJoint(
  x: Float64Array,
  rows: number,
  width: number,
  means: Float64Array,
  variances: Float64Array,
  base: Float64Array,
): Float64Array {
  const classes = base.length;
  const joint = new Float64Array(rows * classes);
  for (let row = 0; row < rows; row++) {
    const from = row * width;
    for (let c = 0; c < classes; c++) {
      const at = c * width;
      let sum = 0;
      for (let i = 0; i < width; i++) {
        const d = x[from + i]! - means[at + i]!;
        sum += (d * d) / variances[at + i]!;
      }
      joint[row * classes + c] = base[c]! - 0.5 * sum;
    }
  }
  return joint;
}
