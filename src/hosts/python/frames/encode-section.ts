import { type Payload, type Tensor, type TensorData, toSinglePayload } from '../../../payload/index.ts';
import { stringifyLenient } from './header-json.ts';

/** One section: the members of its description (JSON without braces) and its bytes. */
export interface EncodedSection {
  readonly members: string;
  readonly bytes: Uint8Array;
}

/** A payload as a section of a frame. Numbers are viewed, not copied. */
export function encodeSection(payload: Payload): EncodedSection {
  switch (payload.kind) {
    case 'tensor':
      return encodeTensor(payload.tensor);
    case 'list':
      return describe('"kind":"list"', payload.json.utf8);
    case 'json':
      return describe('"kind":"json"', payload.json.utf8);
    case 'string':
      return describe('"kind":"string"', Buffer.from(payload.value));
    case 'bytes':
      return describe('"kind":"bytes"', payload.value);
    case 'any':
      return describe(`"kind":"any","typeUrl":${JSON.stringify(payload.typeUrl)}`, payload.value);
    case 'message':
      return describe(`"kind":"message","encoding":"${payload.encoding}"`, payload.bytes);
    case 'tensors':
      return encodeSection(toSinglePayload(payload.tensors));
    default:
      return payload satisfies never;
  }
}

/** The members that describe a tensor section of so many bytes. */
export function describeTensor(dtype: keyof TensorData, shape: readonly number[], sizeBytes: number): string {
  return `"kind":"tensor","dtype":"${dtype}","shape":[${shape.join(',')}],"size":${sizeBytes}`;
}

/** The bytes of a tensor's numbers: a view, little-endian as the machines are that Node runs on. */
export function viewNumbers(data: ArrayBufferView): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

function encodeTensor(tensor: Tensor): EncodedSection {
  const bytes = tensorBytes(tensor);
  return { members: describeTensor(tensor.dtype, tensor.shape, bytes.byteLength), bytes };
}

function tensorBytes(tensor: Tensor): Uint8Array {
  switch (tensor.dtype) {
    case 'string':
      return Buffer.from(JSON.stringify(tensor.data));
    case 'bytes':
      return Buffer.from(JSON.stringify(tensor.data.map((item) => Buffer.from(item).toString('base64'))));
    case 'json':
      return Buffer.from(stringifyLenient(tensor.data));
    default:
      return viewNumbers(tensor.data);
  }
}

function describe(members: string, bytes: Uint8Array): EncodedSection {
  return { members: `${members},"size":${bytes.byteLength}`, bytes };
}
