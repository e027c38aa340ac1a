import type { PrepackagedServer } from './prepackaged-server.ts';

/**
 * Radiant's own image in this version, for servers that Seldon Core has no image of. Only a cluster reads it, and no public registry has it: the
 * node's container or `predictor_servers` names the one that a cluster can pull.
 */
const OWN_IMAGE = 'radiant:0.1.0';

/** The prepackaged servers that `implementation` may name, with the images of Seldon Core 1.18.2 for clusters where it has the server. */
export const PREPACKAGED_SERVERS = {
  CATBOOST_SERVER: {
    about: 'CatBoost models. Not in Seldon Core',
    needsModelUri: true,
    refusesTensorflow: true,
    runtimes: {
      seldon: { runtime: 'catboost', image: OWN_IMAGE, files: ['model.cbm'], defaultMethod: 'predict' },
      v2: { runtime: 'catboost', image: OWN_IMAGE, files: ['model.cbm'], defaultMethod: 'predict' },
    },
    parameters: [{ name: 'method', type: 'STRING', byDefault: 'predict', about: 'Method that answers' }],
  },
  HUGGINGFACE_SERVER: {
    about: 'Transformers pipelines',
    needsModelUri: false,
    refusesTensorflow: true,
    runtimes: {
      v2: {
        runtime: 'huggingface',
        image: 'seldonio/mlserver:1.3.5-huggingface',
        files: [],
        mlserver: 'mlserver_huggingface.HuggingFaceRuntime',
      },
    },
    parameters: [
      { name: 'task', type: 'STRING', about: 'Task of the pipeline' },
      { name: 'pretrained_model', type: 'STRING', about: 'Name of a published model' },
      { name: 'pretrained_tokenizer', type: 'STRING', about: 'Name of a published tokenizer' },
      { name: 'optimum_model', type: 'BOOL', about: 'Use the optimised form of the model' },
    ],
  },
  LIGHTGBM_SERVER: {
    about: 'LightGBM boosters. Not in Seldon Core, whose documentation has it as an example',
    needsModelUri: true,
    refusesTensorflow: true,
    runtimes: {
      seldon: { runtime: 'lightgbm', image: OWN_IMAGE, files: ['model.bst', 'model.txt'], defaultMethod: 'predict' },
      v2: {
        runtime: 'lightgbm',
        image: 'seldonio/mlserver:1.3.5-lightgbm',
        files: ['model.bst', 'model.txt'],
        defaultMethod: 'predict',
        mlserver: 'mlserver_lightgbm.LightGBMModel',
      },
    },
    parameters: [{ name: 'method', type: 'STRING', byDefault: 'predict', about: 'Method that answers' }],
  },
  MLFLOW_SERVER: {
    about: 'MLflow model folders',
    needsModelUri: true,
    refusesTensorflow: true,
    runtimes: {
      seldon: { runtime: 'mlflow', image: 'seldonio/mlflowserver:1.18.2', files: ['MLmodel'] },
      v2: {
        runtime: 'mlflow',
        image: 'seldonio/mlserver:1.3.5-mlflow',
        files: ['MLmodel'],
        mlserver: 'mlserver_mlflow.MLflowRuntime',
      },
    },
    parameters: [
      {
        name: 'xtype',
        type: 'STRING',
        byDefault: 'ndarray',
        about: 'What the model gets: `ndarray`, else a data frame with the names of the request (Seldon protocol)',
      },
    ],
  },
  ONNX_SERVER: {
    about: 'ONNX models, run by ONNX Runtime. Not in Seldon Core',
    needsModelUri: true,
    refusesTensorflow: true,
    runtimes: {
      seldon: { runtime: 'onnx', image: OWN_IMAGE, files: ['model.onnx'] },
      v2: { runtime: 'onnx', image: OWN_IMAGE, files: ['model.onnx'], defaultMethod: 'predict' },
    },
    parameters: [{ name: 'method', type: 'STRING', about: 'Method or output that answers' }],
  },
  SKLEARN_SERVER: {
    about: 'scikit-learn models saved by joblib or pickle',
    needsModelUri: true,
    refusesTensorflow: true,
    runtimes: {
      seldon: {
        runtime: 'sklearn',
        image: 'seldonio/sklearnserver:1.18.2',
        files: ['model.joblib'],
        defaultMethod: 'predict_proba',
      },
      v2: {
        runtime: 'sklearn',
        image: 'seldonio/mlserver:1.3.5-sklearn',
        files: ['model.joblib', 'model.pickle', 'model.pkl'],
        defaultMethod: 'predict',
        mlserver: 'mlserver_sklearn.SKLearnModel',
      },
    },
    parameters: [
      {
        name: 'method',
        type: 'STRING',
        byDefault: 'predict_proba',
        about: '`predict_proba`, `decision_function` or `predict` (Seldon protocol)',
      },
    ],
  },
  TEMPO_SERVER: {
    about: 'Artefacts of Tempo',
    needsModelUri: true,
    refusesTensorflow: false,
    runtimes: {
      v2: {
        runtime: 'tempo',
        image: 'seldonio/mlserver:1.3.5-slim',
        files: ['model.pickle', 'environment.tar.gz'],
        mlserver: 'tempo.mlserver.InferenceRuntime',
      },
    },
    parameters: [],
  },
  TENSORFLOW_SERVER: {
    about: 'TensorFlow SavedModel folders',
    needsModelUri: true,
    refusesTensorflow: false,
    runtimes: {
      seldon: {
        runtime: 'tensorflow',
        image: 'seldonio/tfserving-proxy:1.18.2',
        files: ['1/saved_model.pb'],
      },
      tensorflow: { runtime: 'tensorflow', image: 'tensorflow/serving:2.1.0', files: ['1/saved_model.pb'] },
    },
    parameters: [
      { name: 'signature_name', type: 'STRING', byDefault: 'serving_default', about: 'Signature to call' },
      { name: 'model_name', type: 'STRING', byDefault: 'the name of the node', about: 'Name under which it is served' },
      { name: 'model_input', type: 'STRING', about: 'Name of the input (gRPC)' },
      { name: 'model_output', type: 'STRING', about: 'Name of the output (gRPC)' },
      { name: 'rest_endpoint', type: 'STRING', about: 'Address of an own TensorFlow Serving, over REST' },
      { name: 'grpc_endpoint', type: 'STRING', about: 'Address of an own TensorFlow Serving, over gRPC' },
    ],
  },
  TRITON_SERVER: {
    about: 'Model repositories of NVIDIA Triton; the name of the node is that of the model in it',
    needsModelUri: true,
    refusesTensorflow: false,
    runtimes: { v2: { runtime: 'triton', image: 'nvidia/tritonserver:21.08-py3', files: ['config.pbtxt'] } },
    parameters: [
      { name: 'model_control_mode', type: 'STRING', about: 'Flag of Triton, with `seldon.io/no-storage-initializer`' },
      { name: 'load_model', type: 'STRING', about: 'Model to load; may be given several times' },
      { name: 'strict_model_config', type: 'BOOL', byDefault: 'false', about: 'Flag of Triton' },
    ],
  },
  XGBOOST_SERVER: {
    about: 'XGBoost boosters',
    needsModelUri: true,
    refusesTensorflow: true,
    runtimes: {
      seldon: { runtime: 'xgboost', image: 'seldonio/xgboostserver:1.18.2', files: ['model.bst'] },
      v2: {
        runtime: 'xgboost',
        image: 'seldonio/mlserver:1.3.5-xgboost',
        files: ['model.bst', 'model.json', 'model.ubj'],
        defaultMethod: 'predict',
        mlserver: 'mlserver_xgboost.XGBoostModel',
      },
    },
    parameters: [],
  },
} as const satisfies Readonly<Record<string, PrepackagedServer>>;
