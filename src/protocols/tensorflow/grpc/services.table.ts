/** The gRPC services of TensorFlow Serving with their methods. */
export const TENSORFLOW_GRPC_SERVICES = {
  'tensorflow.serving.ModelService': ['GetModelStatus', 'HandleReloadConfigRequest'],
  'tensorflow.serving.PredictionService': ['Classify', 'GetModelMetadata', 'MultiInference', 'Predict', 'Regress'],
} as const;
