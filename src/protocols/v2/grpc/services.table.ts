/** The methods of the protocol's gRPC services, by what they do. */
export type V2GrpcMethod =
  | 'infer'
  | 'streamInfer'
  | 'serverLive'
  | 'serverReady'
  | 'serverMetadata'
  | 'modelReady'
  | 'modelMetadata'
  | 'index'
  | 'load'
  | 'unload';

const REPOSITORY = { RepositoryIndex: 'index', RepositoryModelLoad: 'load', RepositoryModelUnload: 'unload' } as const;

/** Full service name -> method name -> what it does. */
export const V2_GRPC_SERVICES: Readonly<Record<string, Readonly<Record<string, V2GrpcMethod>>>> = {
  'inference.GRPCInferenceService': {
    ModelInfer: 'infer',
    ModelMetadata: 'modelMetadata',
    ModelReady: 'modelReady',
    ModelStreamInfer: 'streamInfer',
    ServerLive: 'serverLive',
    ServerMetadata: 'serverMetadata',
    ServerReady: 'serverReady',
    ...REPOSITORY,
  },
  'inference.model_repository.ModelRepositoryService': REPOSITORY,
};
