import type { NamedTensor, Payload, Tensor, TensorData } from '../../../payload/index.ts';
import { paddedSize } from './frame.ts';
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
      return encodeTensors(payload.tensors);
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

/** Several tensors in one section, each at a place that 8 divides. */
function encodeTensors(tensors: readonly NamedTensor[]): EncodedSection {
  const sections = tensors.map(({ tensor }) => encodeTensor(tensor));
  const size = sections.reduce((sum, { bytes }) => sum + paddedSize(bytes.byteLength), 0);
  const all = Buffer.alloc(size);
  let at = 0;
  for (const { bytes } of sections) {
    all.set(bytes, at);
    at += paddedSize(bytes.byteLength);
  }
  const described = sections.map(({ members }, i) => `{"name":${JSON.stringify(tensors[i]!.name)},${members}}`);
  return describe(`"kind":"tensors","tensors":[${described.join(',')}]`, all);
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
