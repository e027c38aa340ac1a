import type { RemoteCall, WireProtocol } from '../../../graph/index.ts';

/** Full method names by protocol and verb; what is missing does not exist in the protocol. */
export const GRPC_METHODS: Readonly<Record<WireProtocol, Readonly<Partial<Record<RemoteCall['verb'], string>>>>> = {
  seldon: {
    aggregate: '/seldon.protos.Combiner/Aggregate',
    metadata: '/seldon.protos.Model/Metadata',
    predict: '/seldon.protos.Model/Predict',
    route: '/seldon.protos.Router/Route',
    sendFeedback: '/seldon.protos.Model/SendFeedback',
    transformInput: '/seldon.protos.Transformer/TransformInput',
    transformOutput: '/seldon.protos.OutputTransformer/TransformOutput',
  },
  tensorflow: {
    healthStatus: '/tensorflow.serving.ModelService/GetModelStatus',
    metadata: '/tensorflow.serving.PredictionService/GetModelMetadata',
    predict: '/tensorflow.serving.PredictionService/Predict',
    transformInput: '/tensorflow.serving.PredictionService/Predict',
    transformOutput: '/tensorflow.serving.PredictionService/Predict',
  },
  v2: {
    healthStatus: '/inference.GRPCInferenceService/ModelReady',
    metadata: '/inference.GRPCInferenceService/ModelMetadata',
    predict: '/inference.GRPCInferenceService/ModelInfer',
    transformInput: '/inference.GRPCInferenceService/ModelInfer',
    transformOutput: '/inference.GRPCInferenceService/ModelInfer',
  },
};
