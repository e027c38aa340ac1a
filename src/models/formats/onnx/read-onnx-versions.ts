import { protobufFields } from './protobuf-fields.ts';

/** Field numbers of onnx.proto. */
const MODEL = { ir: 1, producer: 2, producerVersion: 3, opset: 8 } as const;
const OPSET = { domain: 1, version: 2 } as const;

/** Texts of a file are shown to people: no longer than this. */
const MAX_TEXT = 60;
const MAX_OPSETS = 20;

/**
 * What an ONNX model says of its origin: `skl2onnx 1.20.0`, `ONNX IR 10`, `opset ai.onnx 21`, `opset ai.onnx.ml 1`. Of a
 * model that was checked.
 */
export function readOnnxVersions(bytes: Uint8Array): readonly string[] {
  let [producer, version] = ['', ''];
  let ir: bigint | undefined;
  // Some writers say an opset twice.
  const opsets = new Set<string>();
  for (const field of protobufFields(bytes)) {
    if (field.number === MODEL.ir && field.bytes === undefined) ir = BigInt.asIntN(64, field.value);
    if (field.bytes === undefined) continue;
    if (field.number === MODEL.producer) producer = textOf(field.bytes);
    else if (field.number === MODEL.producerVersion) version = textOf(field.bytes);
    else if (field.number === MODEL.opset && opsets.size < MAX_OPSETS) opsets.add(readOpset(field.bytes));
  }
  const name = [producer, version].filter((text) => text !== '').join(' ');
  return [...(name === '' ? [] : [name]), ...(ir === undefined ? [] : [`ONNX IR ${ir}`]), ...opsets];
}

/** The domain of ONNX's own operators has no name. */
function readOpset(bytes: Uint8Array): string {
  let domain = '';
  let version = 0n;
  for (const field of protobufFields(bytes)) {
    if (field.number === OPSET.domain && field.bytes !== undefined) domain = textOf(field.bytes);
    else if (field.number === OPSET.version) version = BigInt.asIntN(64, field.value);
  }
  return `opset ${domain === '' ? 'ai.onnx' : domain} ${version}`;
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes.subarray(0, MAX_TEXT)).replaceAll(/\p{C}/gu, '');
}
