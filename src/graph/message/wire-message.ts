/** The protocols that graphs speak (`kfserving` is another name of `v2`). */
export type WireProtocol = 'seldon' | 'v2' | 'tensorflow';

/** `json`: a body of REST, whatever its content type says. `protobuf`: a message of gRPC. */
export type WireEncoding = 'json' | 'protobuf';

/** A message as it goes over the wire. Nodes elsewhere get the bytes that came, so numbers and layout stay. */
export interface WireMessage {
  readonly protocol: WireProtocol;
  readonly encoding: WireEncoding;
  readonly bytes: Uint8Array;
  /** Undefined when none was said, and for protobuf. */
  readonly contentType: string | undefined;
  /** How the body is compressed; undefined when it is not. Such a body is passed on untouched. */
  readonly contentEncoding?: string | undefined;
  /** V2: where the JSON ends and binary tensors begin (Inference-Header-Content-Length); undefined when all is JSON. */
  readonly jsonBytes?: number | undefined;
}
