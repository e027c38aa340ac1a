import type { UnitSettings } from '../../base/index.ts';
import type { MetricsIdentity } from '../../observe/index.ts';

/** The labels of a unit's metrics. An image is split at its last colon; without one the whole is the version, as in Seldon. */
export function identifyMetrics(unit: UnitSettings): MetricsIdentity {
  const colon = unit.image?.lastIndexOf(':') ?? -1;
  return {
    deploymentName: unit.deploymentId,
    modelName: unit.unitId,
    modelImage: unit.image?.slice(0, Math.max(0, colon)),
    modelVersion: unit.image?.slice(colon + 1),
    predictorName: unit.predictorId,
    predictorVersion: unit.predictorVersion,
  };
}
