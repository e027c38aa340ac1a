import type { JsonObject, JsonText } from './json/json-text.ts';
import type { Tensor } from './tensor.ts';

/** The one form that data has between decode and encode. */
export type Payload =
  | { readonly kind: 'tensor'; readonly tensor: Tensor }
  /** Several named tensors, as protocols with named inputs and outputs carry them. Only components that say so get them (ComponentInfo.takesTensors). */
  | { readonly kind: 'tensors'; readonly tensors: readonly NamedTensor[] }
  /** A nested list that is no plain numeric tensor (text, null, mixed, ragged), or whose elements must keep their own types. */
  | { readonly kind: 'list'; readonly json: JsonText; readonly shape?: readonly number[] }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'bytes'; readonly value: Uint8Array }
  | { readonly kind: 'json'; readonly json: JsonText }
  /** A typed opaque message (protobuf's Any). */
  | { readonly kind: 'any'; readonly typeUrl: string; readonly value: Uint8Array }
  /** A whole request or response as it came over the wire, for hooks that want to see it raw. */
  | { readonly kind: 'message'; readonly encoding: MessageEncoding; readonly bytes: Uint8Array };

/** One of several inputs or outputs. */
export interface NamedTensor {
  readonly name: string;
  readonly tensor: Tensor;
  /** How the elements are meant, in the words of the V2 protocol: `np`, `pd`, `str`, `base64`, `datetime`, `hg_json`. */
  readonly contentType?: string;
  /** What else the caller or the component says of it; not checked. */
  readonly parameters?: JsonObject;
}

/** `json` and `protobuf` are a whole message of the protocol; `bytes` is a body handed through unread. */
export type MessageEncoding = 'json' | 'protobuf' | 'bytes';
