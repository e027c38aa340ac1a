import {
  createJsonCursor,
  eachKey,
  expectEnd,
  type JsonCursor,
  type JsonText,
  type NamedTensor,
  parseValue,
  peekByte,
  scanNumericList,
  skipRange,
  skipValue,
  type Tensor,
} from '../../payload/index.ts';
import { listItems, objectMembers } from '../plain/index.ts';
import { badRequest } from './bad-request.ts';
import { decodeExamples } from './decode-examples.ts';
import { readRecords } from './read-records.ts';
import { readTensor } from './read-value.ts';
import type { TensorflowMethod, TensorflowRequest } from './tensorflow-request.ts';

/**
 * Reads the body of `:predict` (`instances` or `inputs`), `:classify` or `:regress` (`examples`, `context`), all with an optional
 * `signature_name`. `body` is UTF-8; NaN and Infinity are read as TensorFlow Serving does. Throws INVALID_ARGUMENT naming the field.
 */
export function decodeTensorflow(method: TensorflowMethod, body: Uint8Array): TensorflowRequest {
  const members = readMembers(body);
  return method === 'predict' ? toPredict(members) : decodeExamples(members.signatureName, members);
}

interface Members {
  signatureName: string | undefined;
  /** Numbers are read in one pass; everything else later. */
  instances: Tensor | JsonText | undefined;
  inputs: JsonText | undefined;
  examples: JsonText | undefined;
  context: JsonText | undefined;
}

function readMembers(body: Uint8Array): Members {
  const cursor = createJsonCursor(body);
  if (peekByte(cursor) !== 0x7b) {
    // What is no JSON at all is told as such.
    skipValue(cursor);
    throw badRequest('the request must be an object such as {"instances": [[1, 2]]}');
  }
  const members: Members = {
    signatureName: undefined,
    instances: undefined,
    inputs: undefined,
    examples: undefined,
    context: undefined,
  };
  eachKey(cursor, (key) => readMember(cursor, key, members));
  expectEnd(cursor);
  return members;
}

function readMember(cursor: JsonCursor, key: string, members: Members): void {
  switch (key) {
    case 'instances':
      members.instances = scanNumericList(cursor) ?? skipRange(cursor);
      return;
    case 'inputs':
    case 'examples':
    case 'context':
      members[key] = skipRange(cursor);
      return;
    case 'signature_name': {
      const name = parseValue(cursor, 1);
      if (typeof name !== 'string' && name !== null) throw badRequest('signature_name must be a text');
      members.signatureName = name === null || name === '' ? undefined : name;
      return;
    }
    default:
      skipValue(cursor, 1);
  }
}

function toPredict({ signatureName, instances, inputs }: Members): TensorflowRequest {
  if (instances !== undefined && inputs !== undefined) {
    throw badRequest('the request has both "instances" (rows) and "inputs" (columns): send one of them');
  }
  if (instances !== undefined) return { ...readInstances(instances), form: 'row', signatureName };
  if (inputs !== undefined) return { inputs: readInputs(inputs), isTable: false, form: 'column', signatureName };
  throw badRequest(
    'the request needs "instances", a list with one entry a row, or "inputs", one tensor or an object of tensors by name',
  );
}

function readInstances(instances: Tensor | JsonText): Pick<TensorflowRequest, 'inputs' | 'isTable'> {
  if (!('utf8' in instances)) {
    if (instances.shape[0] === 0) throw noRows();
    return { inputs: [{ name: '', tensor: instances }], isTable: false };
  }
  const items = listItems(instances);
  if (items === undefined) throw badRequest('instances must be a list with one entry a row');
  const [first] = items;
  if (first === undefined) throw noRows();
  if (!isRecord(first)) {
    return { inputs: [{ name: '', tensor: readTensor(instances, 'instances') }], isTable: false };
  }
  const inputs = readRecords(items, 'instances');
  return { inputs, isTable: inputs.every(({ tensor }) => tensor.shape.length === 1) };
}

function noRows(): Error {
  return badRequest('instances is empty: it needs one entry a row');
}

function readInputs(inputs: JsonText): readonly NamedTensor[] {
  if (!isRecord(inputs)) return [{ name: '', tensor: readTensor(inputs, 'inputs') }];
  const members = objectMembers(inputs);
  if (members === undefined || members.size === 0)
    throw badRequest('inputs is empty: it needs a tensor for each input');
  return Array.from(members, ([name, value]) => ({
    name,
    tensor: readTensor(value, `inputs: ${JSON.stringify(name)}`),
  }));
}

/** An object that does not stand for bytes. */
function isRecord(json: JsonText): boolean {
  const members = objectMembers(json);
  return members !== undefined && !(members.size === 1 && members.has('b64'));
}
