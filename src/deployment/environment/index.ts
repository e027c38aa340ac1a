export { makeUnitEnvironment, type UnitPlace } from './make-unit-environment.ts';
