import { elementCount, MAX_DIMENSIONS } from '../../payload/index.ts';
import { badRequest } from './bad-request.ts';

/**
 * The shape of a tensor of so many values; -1 stands for the one size that follows from the others.
 * Throws INVALID_ARGUMENT naming `where` when values and shape do not fit.
 */
export function resolveShape(shape: readonly number[], count: number, where: string): readonly number[] {
  if (shape.length > MAX_DIMENSIONS) {
    throw badRequest(`${where}.shape has ${shape.length} dimensions, more than ${MAX_DIMENSIONS}`);
  }
  const open = shape.indexOf(-1);
  const resolved = open === -1 ? shape : fill(shape, open, count);
  if (resolved === undefined || !resolved.every(isSize) || elementCount(resolved) !== count) {
    throw badRequest(`${where}.shape is [${shape.join(', ')}], which does not fit ${where}.data of ${count} values`);
  }
  return resolved;
}

function isSize(size: number): boolean {
  return Number.isSafeInteger(size) && size >= 0;
}

function fill(shape: readonly number[], open: number, count: number): number[] | undefined {
  const others = elementCount(shape.filter((_, axis) => axis !== open));
  const size = others === 0 ? 0 : count / others;
  return shape.with(open, size);
}
