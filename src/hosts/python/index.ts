export { type FoundPython, findPython } from './find-python.ts';
export { openPythonComponent, type PythonComponentOptions } from './open-python-component.ts';
export { type StartFailure, startFailureOf } from './pool/start-failure.ts';
export type { PoolStatus } from './pool/worker-pool.ts';
export type { WorkerState, WorkerStatus } from './pool/worker-slot.ts';
export type { Parameter, PythonComponent } from './python-component.ts';
