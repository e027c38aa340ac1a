export { openPredictor } from './open-predictor.ts';
export { openPredictorServer, type PredictorServerOptions, type RunningPredictor } from './open-predictor-server.ts';
export type { Predictor } from './predictor.ts';
export type { NodeSurroundings, PredictorOptions } from './predictor-options.ts';
