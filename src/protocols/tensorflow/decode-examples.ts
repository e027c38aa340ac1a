import { createTensor, type JsonText, type NamedTensor, type Tensor } from '../../payload/index.ts';
import { listItems, objectMembers } from '../plain/index.ts';
import { badRequest } from './bad-request.ts';
import { readRecords } from './read-records.ts';
import { readTensor } from './read-value.ts';
import type { TensorflowRequest } from './tensorflow-request.ts';

/** A short context with many examples must not become gigabytes. */
const MAX_REPEATED = 16 * 1024 * 1024;

/**
 * The features of `examples`, and of `context` which all examples share, as columns. A list of one value is that value;
 * an example's own feature wins over one of the context. Throws INVALID_ARGUMENT naming the field.
 */
export function decodeExamples(
  signatureName: string | undefined,
  given: { readonly examples: JsonText | undefined; readonly context: JsonText | undefined },
): TensorflowRequest {
  const records = given.examples === undefined ? undefined : listItems(given.examples);
  if (records === undefined || records.length === 0) {
    throw badRequest('the request needs "examples", a list of objects such as {"feature": 1.5}');
  }
  const own = readRecords(records, 'examples').map(unwrapColumn);
  const names = new Set(own.map(({ name }) => name));
  const shared = readContext(given.context).filter(({ name }) => !names.has(name));
  const inputs = [...own, ...shared.map(({ name, tensor }) => ({ name, tensor: repeat(tensor, records.length) }))];
  if (inputs.length === 0) throw badRequest('examples[0] has no features');
  return { inputs, isTable: true, form: 'row', signatureName };
}

function readContext(context: JsonText | undefined): readonly NamedTensor[] {
  if (context === undefined) return [];
  const members = objectMembers(context);
  if (members === undefined) throw badRequest('context must be an object such as {"feature": 1.5}');
  return Array.from(members, ([name, value]) => ({
    name,
    tensor: readTensor(value, `context: ${JSON.stringify(name)}`),
  }));
}

/** (rows, 1) as (rows). */
function unwrapColumn({ name, tensor }: NamedTensor): NamedTensor {
  if (tensor.shape.length !== 2 || tensor.shape[1] !== 1) return { name, tensor };
  return { name, tensor: createTensor(tensor.dtype, [tensor.shape[0]!], tensor.data as never) };
}

/** The value of the context once for every example: (values) becomes (examples, values), one value (examples). */
function repeat(tensor: Tensor, rows: number): Tensor {
  const { dtype, data, shape } = tensor;
  if (shape.length > 1) throw badRequest('context: a feature is a value or a list of values');
  const width = data.length;
  if (width * rows > MAX_REPEATED)
    throw badRequest(`context: ${width} values for each of ${rows} examples are too many`);
  return createTensor(dtype, width === 1 ? [rows] : [rows, width], repeatData(tensor, rows) as never);
}

function repeatData({ dtype, data }: Tensor, rows: number): unknown {
  const values: unknown[] = [];
  for (let row = 0; row < rows; row++) for (const value of data) values.push(value);
  if (dtype === 'string' || dtype === 'bytes' || dtype === 'json') return values;
  return (data.constructor as unknown as { from(from: unknown[]): unknown }).from(values);
}
