const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/**
 * Cuts the text of a JSON list (well formed) into texts of lists with so many elements each.
 * Undefined when it is no list or has another number of elements. Element texts stay as they are.
 */
export function splitList(utf8: Uint8Array, counts: readonly number[]): Uint8Array[] | undefined {
  const ends = elementEnds(utf8);
  if (ends === undefined) return undefined;
  const open = utf8.indexOf(OPEN_BRACKET);
  const parts: Uint8Array[] = [];
  let used = 0;
  for (const count of counts) {
    if (used + count > ends.length) return undefined;
    const from = used === 0 ? open + 1 : ends[used - 1]! + 1;
    used += count;
    parts.push(bracket(count === 0 ? utf8.subarray(0, 0) : utf8.subarray(from, ends[used - 1]!)));
  }
  return used === ends.length ? parts : undefined;
}

/** Where each element of the outermost list ends (its comma, or the closing bracket). */
function elementEnds(utf8: Uint8Array): number[] | undefined {
  const ends: number[] = [];
  let depth = 0;
  let hasElement = false;
  for (let i = 0; i < utf8.length; i += 1) {
    const byte = utf8[i]!;
    if (byte <= 0x20) continue;
    if (depth === 0) {
      if (byte !== OPEN_BRACKET || ends.length > 0) return undefined;
      depth = 1;
      continue;
    }
    if (depth === 1 && (byte === COMMA || byte === CLOSE_BRACKET)) {
      if (hasElement) ends.push(i);
      if (byte === CLOSE_BRACKET) return ends;
      continue;
    }
    hasElement = true;
    if (byte === QUOTE) i = skipText(utf8, i);
    else if (byte === OPEN_BRACKET || byte === OPEN_BRACE) depth += 1;
    else if (byte === CLOSE_BRACKET || byte === CLOSE_BRACE) depth -= 1;
  }
  return undefined;
}

/** Index of the quote that ends the text which starts here. */
function skipText(utf8: Uint8Array, start: number): number {
  let i = start + 1;
  while (i < utf8.length && utf8[i] !== QUOTE) i += utf8[i] === BACKSLASH ? 2 : 1;
  return i;
}

function bracket(inner: Uint8Array): Uint8Array {
  const text = new Uint8Array(inner.byteLength + 2);
  text[0] = OPEN_BRACKET;
  text.set(inner, 1);
  text[text.length - 1] = CLOSE_BRACKET;
  return text;
}
