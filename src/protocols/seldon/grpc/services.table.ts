import type { Verb } from '../../../payload/index.ts';

/** The messages that a method takes and gives (of package `seldon.protos`, but for Empty). */
export type SeldonInputName =
  | 'SeldonMessage'
  | 'SeldonMessageList'
  | 'Feedback'
  | 'SeldonModelMetadataRequest'
  | 'google.protobuf.Empty';
export type SeldonOutputName = 'SeldonMessage' | 'SeldonModelMetadata' | 'SeldonGraphMetadata';

/** A method that calls a component, whose messages `decodeGrpc` and `encodeGrpc` read and write. */
export interface SeldonCallMethod {
  readonly verb: Exclude<Verb, 'healthStatus'>;
  readonly input: 'SeldonMessage' | 'SeldonMessageList' | 'Feedback';
  readonly output: 'SeldonMessage';
}

/** A method that is answered without the component. A lone model has no graph to describe. */
export interface SeldonDescribeMethod {
  readonly verb: 'metadata' | 'graphMetadata';
  readonly input: 'SeldonModelMetadataRequest' | 'google.protobuf.Empty';
  readonly output: 'SeldonModelMetadata' | 'SeldonGraphMetadata';
}

export type SeldonGrpcMethod = SeldonCallMethod | SeldonDescribeMethod;

const PREDICT: SeldonCallMethod = { verb: 'predict', input: 'SeldonMessage', output: 'SeldonMessage' };
const TRANSFORM_INPUT: SeldonCallMethod = { verb: 'transformInput', input: 'SeldonMessage', output: 'SeldonMessage' };
const TRANSFORM_OUTPUT: SeldonCallMethod = { verb: 'transformOutput', input: 'SeldonMessage', output: 'SeldonMessage' };
const ROUTE: SeldonCallMethod = { verb: 'route', input: 'SeldonMessage', output: 'SeldonMessage' };
const AGGREGATE: SeldonCallMethod = { verb: 'aggregate', input: 'SeldonMessageList', output: 'SeldonMessage' };
const SEND_FEEDBACK: SeldonCallMethod = { verb: 'sendFeedback', input: 'Feedback', output: 'SeldonMessage' };

/** Full service name -> method name -> what it does. Every service is there for every kind of component. */
export const SELDON_GRPC_SERVICES: Readonly<Record<string, Readonly<Record<string, SeldonGrpcMethod>>>> = {
  'seldon.protos.Combiner': { Aggregate: AGGREGATE },
  'seldon.protos.Generic': {
    Aggregate: AGGREGATE,
    Route: ROUTE,
    SendFeedback: SEND_FEEDBACK,
    TransformInput: TRANSFORM_INPUT,
    TransformOutput: TRANSFORM_OUTPUT,
  },
  'seldon.protos.Model': {
    Metadata: { verb: 'metadata', input: 'google.protobuf.Empty', output: 'SeldonModelMetadata' },
    Predict: PREDICT,
    SendFeedback: SEND_FEEDBACK,
  },
  'seldon.protos.OutputTransformer': { TransformOutput: TRANSFORM_OUTPUT },
  'seldon.protos.Router': { Route: ROUTE, SendFeedback: SEND_FEEDBACK },
  'seldon.protos.Seldon': {
    GraphMetadata: { verb: 'graphMetadata', input: 'google.protobuf.Empty', output: 'SeldonGraphMetadata' },
    ModelMetadata: { verb: 'metadata', input: 'SeldonModelMetadataRequest', output: 'SeldonModelMetadata' },
    Predict: PREDICT,
    SendFeedback: SEND_FEEDBACK,
  },
  'seldon.protos.Transformer': { TransformInput: TRANSFORM_INPUT },
};
