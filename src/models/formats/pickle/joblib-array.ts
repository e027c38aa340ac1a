import type { ByteReader } from '../byte-reader.ts';
import type { Described, DescribedArray, DescribedDtype, DescribedObject } from '../described.ts';
import { createModelFileError, malformed } from '../model-file-error.ts';
import { checkShape, decodeArray, objectArray } from '../numpy/decode-array.ts';

import { dtypeOf, isKind } from './reduce.ts';

/**
 * Reads the array that a joblib NumpyArrayWrapper announces: raw bytes, after a pad byte and its padding where the
 * wrapper says an alignment (joblib >= 1.2); for object arrays a complete pickle of its own.
 */
export function readWrappedArray(
  wrapper: DescribedObject,
  reader: ByteReader,
  readNested: () => Described,
): DescribedArray {
  assertPlainArray(wrapper.state.get('subclass'));
  const dtype = dtypeOf(wrapper.state.get('dtype'));
  const shapeValue = wrapper.state.get('shape');
  if (!isKind(shapeValue, 'tuple')) throw malformed('the shape of an array is no tuple');
  const shape = shapeValue.items as number[];
  const count = checkShape(shape, dtype);
  const isColumnMajor = wrapper.state.get('order') === 'F';
  if (hasObjects(dtype)) return readObjects(readNested(), shape);
  skipPadding(wrapper.state.get('numpy_array_alignment_bytes'), reader);
  const bytes = reader.subarray(count * dtype.sizeBytes, `an array of shape [${shape.join(', ')}]`);
  return decodeArray(dtype, shape, isColumnMajor, bytes);
}

/** numpy's dtype.hasobject: joblib then writes a pickle in place of raw bytes. */
function hasObjects(dtype: DescribedDtype): boolean {
  if (dtype.kind === 'O') return true;
  for (const field of dtype.fields?.values() ?? []) if (hasObjects(field.dtype)) return true;
  return false;
}

function assertPlainArray(subclass: Described | undefined): void {
  if (isKind(subclass, 'global') && (subclass.name === 'ndarray' || subclass.name === 'matrix')) return;
  const name = isKind(subclass, 'global') ? `${subclass.module}.${subclass.name}` : 'something that is no class';
  throw createModelFileError(
    'DANGEROUS_MODEL',
    `refused: an array of the file wants to be a ${name} and not a numpy array`,
  );
}

function skipPadding(alignment: Described | undefined, reader: ByteReader): void {
  if (alignment === undefined || alignment === null) return;
  if (typeof alignment !== 'number' || alignment < 1 || alignment > 255) {
    throw malformed(`an array has an alignment of ${String(alignment)} bytes`);
  }
  reader.take(reader.uint8('padding'), 'padding');
}

function readObjects(nested: Described, shape: readonly number[]): DescribedArray {
  if (!isKind(nested, 'array') || nested.values === undefined)
    throw malformed('an object array is followed by something else');
  if (nested.shape.join() !== shape.join()) {
    throw malformed(
      `an object array of shape [${shape.join(', ')}] is followed by one of shape [${nested.shape.join(', ')}]`,
    );
  }
  // The nested pickle is a whole array with its own order; the wrapper's order says nothing about it.
  return objectArray(nested.dtype, shape, nested.values);
}
