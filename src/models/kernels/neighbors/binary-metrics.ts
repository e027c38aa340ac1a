const NAMES: readonly string[] = [
  'dice',
  'jaccard',
  'kulsinski',
  'matching',
  'rogerstanimoto',
  'russellrao',
  'sokalmichener',
  'sokalsneath',
  'yule',
];

/** True for distances between rows of true and false (a number that is not 0 is true). */
export function isBinaryMetric(name: string): boolean {
  return NAMES.includes(name);
}

/** Distance of two rows seen as sets of features: both, only one, or neither have a feature. Reference: scipy.spatial.distance. */
export function binaryDistance(
  name: string,
  x: Float64Array,
  from: number,
  y: Float64Array,
  to: number,
  width: number,
): number {
  let both = 0;
  let onlyX = 0;
  let onlyY = 0;
  for (let i = 0; i < width; i++) {
    const a = x[from + i] !== 0;
    const b = y[to + i] !== 0;
    if (a && b) both++;
    else if (a) onlyX++;
    else if (b) onlyY++;
  }
  const unequal = onlyX + onlyY;
  switch (name) {
    case 'jaccard':
      return both + unequal === 0 ? 0 : unequal / (both + unequal);
    case 'matching':
      return unequal / width;
    case 'dice':
      return unequal / (2 * both + unequal);
    case 'kulsinski':
      return (unequal - both + width) / (unequal + width);
    case 'russellrao':
      return (width - both) / width;
    case 'sokalsneath':
      return unequal / (0.5 * both + unequal);
    case 'yule': {
      const product = onlyX * onlyY;
      return product === 0 ? 0 : (2 * product) / (both * (width - both - unequal) + product);
    }
    default:
      return (2 * unequal) / (width + unequal);
  }
}
