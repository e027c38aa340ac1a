import { RadiantError } from '../../base/errors.ts';
import { createJsonCursor, expectEnd, failJson, type JsonCursor, peekByte } from './json-cursor.ts';
import type { JsonText } from './json-text.ts';
import { MAX_DIMENSIONS } from './scan-numeric-list.ts';
import { skipValue } from './skip-value.ts';

/**
 * The shape of a nested list; empty for a single value. `field` names it in messages.
 * Throws INVALID_ARGUMENT naming the place when lists of one level differ in length or stand beside single values.
 */
export function listShape(json: JsonText, field = 'the list'): number[] {
  const cursor = createJsonCursor(json.utf8);
  const shape = walkList(cursor, field, skipValue);
  expectEnd(cursor);
  return shape;
}

/** Walks a nested list and calls `onLeaf` for each element that is no list; it must move past the element. */
export function walkList(cursor: JsonCursor, field: string, onLeaf: (cursor: JsonCursor) => void): number[] {
  const walk: Walk = { cursor, field, onLeaf, shape: [], leafLevel: -1, path: [] };
  walkLevel(walk, 0);
  return walk.shape;
}

interface Walk {
  readonly cursor: JsonCursor;
  readonly field: string;
  readonly onLeaf: (cursor: JsonCursor) => void;
  /** Length per level, -1 while the first list of that level is still open. */
  readonly shape: number[];
  leafLevel: number;
  readonly path: number[];
}

function walkLevel(walk: Walk, level: number): void {
  const { cursor, shape } = walk;
  const isList = peekByte(cursor) === 0x5b;
  if (!isList) {
    if (walk.leafLevel === -1 && shape.length === level) walk.leafLevel = level;
    if (walk.leafLevel !== level) failRagged(walk, 'a single value', level);
    walk.onLeaf(cursor);
    return;
  }
  if (walk.leafLevel === level) failRagged(walk, 'a list', level);
  if (level === MAX_DIMENSIONS) failShape(`${walk.field} has more than ${MAX_DIMENSIONS} dimensions`);
  if (shape.length === level) shape.push(-1);
  const size = walkElements(walk, level);
  if (shape[level] === -1) shape[level] = size;
  else if (shape[level] !== size) failRagged(walk, elements(size), level);
}

/** Walks the elements of a list and gives their number; the cursor stands on its opening bracket. */
function walkElements(walk: Walk, level: number): number {
  const { cursor, path } = walk;
  cursor.pos++;
  if (peekByte(cursor) === 0x5d) {
    cursor.pos++;
    return 0;
  }
  for (let index = 0; ; index++) {
    path[level] = index;
    path.length = level + 1;
    walkLevel(walk, level + 1);
    path.length = level;
    const byte = peekByte(cursor);
    cursor.pos++;
    if (byte === 0x5d) return index + 1;
    if (byte !== 0x2c) failJson(cursor.pos - 1, 'a list needs a comma or ] here');
  }
}

function failRagged(walk: Walk, found: string, level: number): never {
  const place = walk.path.slice(0, level).map((index) => `[${index}]`);
  const first = `${walk.field}${'[0]'.repeat(level)}`;
  const size = walk.shape[level];
  const other =
    walk.leafLevel === level ? 'a single value' : size === undefined || size < 0 ? 'a list' : elements(size);
  failShape(
    `${walk.field}${place.join('')} is ${found}, but ${first} is ${other}: all lists of one level must be alike`,
  );
}

function elements(size: number): string {
  return `a list of ${size} element${size === 1 ? '' : 's'}`;
}

function failShape(message: string): never {
  throw new RadiantError('INVALID_ARGUMENT', message, { reason: 'BAD_SHAPE' });
}
