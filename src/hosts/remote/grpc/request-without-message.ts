import type { RemoteCall, WireProtocol } from '../../../graph/index.ts';
import { WireWriter } from '../../../protocols/protobuf/index.ts';

/**
 * The request of a call that brings no message: metadata or health of a model by name.
 * Fields: inference.ModelReadyRequest and ModelMetadataRequest {name = 1}; tensorflow.serving.GetModelStatusRequest {model_spec = 1 {name = 1}},
 * GetModelMetadataRequest {the same, metadata_field = 2}; Seldon's are empty.
 */
export function requestWithoutMessage(protocol: WireProtocol, verb: RemoteCall['verb'], modelName: string): Uint8Array {
  const writer = new WireWriter();
  if (protocol === 'v2') writer.string(1, modelName);
  if (protocol === 'tensorflow') {
    // Written from the end, as WireWriter wants it.
    if (verb === 'metadata') writer.string(2, 'signature_def');
    const mark = writer.size;
    writer.string(1, modelName);
    writer.message(1, mark);
  }
  return writer.finish();
}
