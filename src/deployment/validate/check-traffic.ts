import type { Findings } from '../findings.ts';
import type { PredictorSpec } from '../types.ts';

/** The rules of sharing requests: shadows get copies, the others' percentages must have the sum 100. */
export function checkTraffic(predictors: readonly PredictorSpec[], findings: Findings): void {
  const placed = predictors.map((predictor, index) => ({ predictor, at: ['spec', 'predictors', index] }));
  const shadows = placed.filter(({ predictor }) => predictor.shadow === true);
  const mains = placed.filter(({ predictor }) => predictor.shadow !== true);
  if (predictors.length === 1 && shadows.length === 1)
    findings.error(
      [...shadows[0]!.at, 'shadow'],
      'is true for the only predictor',
      'remove shadow, or add the predictor that it copies',
    );
  for (const { at } of shadows.slice(1))
    findings.error([...at, 'shadow'], 'is true for a second predictor', 'keep one shadow');
  for (const { predictor, at } of shadows) {
    const { traffic = 0 } = predictor;
    if (traffic < 0 || traffic > 100)
      findings.error([...at, 'traffic'], `is ${traffic}`, 'write the percentage of requests to copy, 0 to 100');
  }
  const sum = mains.reduce((total, { predictor }) => total + (predictor.traffic ?? 0), 0);
  if (mains.length > 1 && sum !== 100)
    findings.error(
      ['spec', 'predictors'],
      `have traffic of ${mains.map(({ predictor }) => predictor.traffic ?? 0).join(' + ')} = ${sum}, which must be 100`,
      'write traffic (percent) at each predictor so that the sum is 100',
    );
  if (predictors.length === 1 && sum > 0 && sum < 100)
    findings.error([...mains[0]!.at, 'traffic'], `is ${sum} for the only predictor`, 'remove it, or write 100');
  for (const { predictor, at } of mains) warnOutside(predictor, at, findings);
}

function warnOutside({ traffic = 0 }: PredictorSpec, at: readonly (string | number)[], findings: Findings): void {
  if (traffic < 0 || traffic > 100)
    findings.warn([...at, 'traffic'], `is ${traffic}, which is no percentage`, 'write a number from 0 to 100');
}
