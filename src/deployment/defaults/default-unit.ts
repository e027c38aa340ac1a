import { isPrepackaged, UNKNOWN_IMPLEMENTATION } from '../servers/index.ts';
import type { PredictiveUnit } from '../types.ts';

/** A node with the type and implementation that its writer left out. */
export function defaultUnit(unit: PredictiveUnit): PredictiveUnit {
  if (isPrepackaged(unit)) return { ...unit, type: 'MODEL' };
  const implementation = unit.implementation || UNKNOWN_IMPLEMENTATION;
  const isBare = unit.type === undefined && unit.methods === undefined && !unit.implementation;
  return { ...unit, implementation, ...(isBare ? { type: 'MODEL' } : {}) };
}
