export { ANNOTATIONS_PATH, type Annotations, parseAnnotations, readAnnotations } from './annotations.ts';
export { type Environment, readEnvironment } from './environment.ts';
export { parseBoolean } from './parse-boolean.ts';
export { parseCount } from './parse-count.ts';
export { type JsonSettings, readUnitSettings, type UnitSettings } from './unit-settings.ts';
