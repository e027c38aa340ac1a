import { WIRE, WireReader } from '../../../protocols/protobuf/index.ts';
import type { DescribedInput } from '../proxies/fit-inputs.ts';

/** The types of TensorFlow that numbers are made of, by their numbers in types.proto, in V2's words. */
const DATATYPES: Readonly<Record<number, string>> = {
  1: 'FP32',
  2: 'FP64',
  3: 'INT32',
  4: 'UINT8',
  5: 'INT16',
  6: 'INT8',
  7: 'BYTES',
  9: 'INT64',
};
const SIGNATURES = 'signature_def';

/**
 * The inputs of a signature in a GetModelMetadataResponse {metadata = 2: map<string, Any>}, whose `signature_def` is a
 * SignatureDefMap {1: map<string, SignatureDef {inputs = 1: map<string, TensorInfo {dtype = 2}>}>}. Empty when it is not there.
 */
export function readSignature(response: Uint8Array, signatureName: string): readonly DescribedInput[] {
  const any = entry(response, 2, SIGNATURES);
  const map = any && fieldsOf(any, 2)[0];
  const signature = map && entry(map, 1, signatureName);
  if (signature === undefined) return [];
  return fieldsOf(signature, 1).map((pair) => {
    const [name = NOTHING] = fieldsOf(pair, 1);
    const [info = NOTHING] = fieldsOf(pair, 2);
    return { name: textOf(name), datatype: DATATYPES[dtypeOf(info)] ?? '' };
  });
}

const NOTHING = new Uint8Array(0);

/** The value of a key in a map field. */
function entry(message: Uint8Array, field: number, key: string): Uint8Array | undefined {
  const pair = fieldsOf(message, field).find((one) => textOf(fieldsOf(one, 1)[0] ?? NOTHING) === key);
  return pair && fieldsOf(pair, 2)[0];
}

function fieldsOf(message: Uint8Array, field: number): readonly Uint8Array[] {
  const reader = new WireReader(message, 'GetModelMetadataResponse');
  const found: Uint8Array[] = [];
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag === ((field << 3) | WIRE.bytes)) found.push(reader.bytesField());
    else reader.skip(tag);
  }
  return found;
}

function dtypeOf(info: Uint8Array): number {
  const reader = new WireReader(info, 'TensorInfo');
  let dtype = 0;
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag === ((2 << 3) | WIRE.varint)) dtype = reader.int32();
    else reader.skip(tag);
  }
  return dtype;
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
