import { RadiantError } from '../../base/errors.ts';
import type { Estimator } from './estimator.ts';
import type { Features } from './features.ts';

/** Number of columns; undefined for texts. */
export function widthOf(features: Features): number | undefined {
  if (features.kind === 'texts') return undefined;
  return features.kind === 'table' ? features.columns.length : features.columns;
}

/**
 * Checks what one step hands to the next as the original does: the number of columns, NaN and infinity.
 * The caller of a model checks only what goes into the model as a whole.
 */
export function checkStep(estimator: Estimator, features: Features): void {
  const { featureCount, allowsNaN, allowsInfinity } = estimator.input;
  const width = widthOf(features);
  if (featureCount !== undefined && width !== undefined && width !== featureCount) {
    throw new RadiantError(
      'INVALID_ARGUMENT',
      `${estimator.name}: feature count is ${width}, it was fitted with ${featureCount}`,
      { reason: 'BAD_SHAPE' },
    );
  }
  if (features.kind === 'texts' || (allowsNaN && allowsInfinity)) return;
  if (features.kind === 'table') {
    for (const { values } of features.columns) {
      if (values instanceof Float64Array) checkFinite(estimator, values, allowsNaN, allowsInfinity);
    }
  } else {
    checkFinite(estimator, features.data, allowsNaN, allowsInfinity);
  }
}

function checkFinite(estimator: Estimator, data: Float64Array, allowsNaN: boolean, allowsInfinity: boolean): void {
  for (let i = 0; i < data.length; i++) {
    const value = data[i]!;
    if (Number.isFinite(value)) continue;
    const isMissing = Number.isNaN(value);
    if (isMissing ? allowsNaN : allowsInfinity) continue;
    throw new RadiantError(
      'INVALID_ARGUMENT',
      `${estimator.name}: the input holds ${isMissing ? 'NaN' : 'infinity'}, which it does not take`,
      { reason: 'BAD_VALUE' },
    );
  }
}
