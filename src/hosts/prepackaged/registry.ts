import { openHuggingfaceServer } from './huggingface/open-huggingface-server.ts';
import { openMlflowServer } from './mlflow/open-mlflow-server.ts';
import { MODEL_SERVERS } from './models/model-server.ts';
import { createModelServer } from './models/open-model-server.ts';
import type { OpenServer } from './server-request.ts';
import { refuseTempo } from './tempo/refuse-tempo.ts';
import { openTensorflowServer } from './tensorflow/open-tensorflow-server.ts';
import { openTritonServer } from './triton/open-triton-server.ts';

/** How the prepackaged servers open their models, by the catalogue's word for what runs them. */
export const SERVERS: Readonly<Record<string, OpenServer>> = {
  catboost: createModelServer(MODEL_SERVERS.catboost),
  huggingface: openHuggingfaceServer,
  lightgbm: createModelServer(MODEL_SERVERS.lightgbm),
  mlflow: openMlflowServer,
  onnx: createModelServer(MODEL_SERVERS.onnx),
  sklearn: createModelServer(MODEL_SERVERS.sklearn),
  tempo: refuseTempo,
  tensorflow: openTensorflowServer,
  triton: openTritonServer,
  xgboost: createModelServer(MODEL_SERVERS.xgboost),
};
