const MAX_LETTERS = 512 * 1024;
const MAX_DOCUMENTS = 1000;
const MAX_DEPTH = 500;
const MAX_ANCHORS = 10_000;

/**
 * Why a text is not even given to the YAML parser, which takes microseconds per letter (more with such texts); undefined when it
 * may be.
 */
export function findExcess(text: string): { readonly message: string; readonly fix: string } | undefined {
  if (text.length > MAX_LETTERS)
    return { message: `has more than ${MAX_LETTERS} letters`, fix: 'split it into several files' };
  if (count(text, /^(---|\.\.\.)/gm, MAX_DOCUMENTS))
    return { message: `has more than ${MAX_DOCUMENTS} documents`, fix: 'split it into several files' };
  if (count(text, /(^|[\s,[{])[&*]/g, MAX_ANCHORS))
    return { message: `has more than ${MAX_ANCHORS} anchors and aliases`, fix: 'write the values out' };
  if (nestsFlow(text) || new RegExp(`^ *([-?:] +){${MAX_DEPTH}}`, 'm').test(text))
    return { message: 'is nested too deeply to be read', fix: 'make it flatter' };
  return undefined;
}

function count(text: string, pattern: RegExp, most: number): boolean {
  let found = 0;
  for (const _ of text.matchAll(pattern)) if (++found > most) return true;
  return false;
}

/** Brackets within brackets. Those in texts count too: there is no sense in so many. */
function nestsFlow(text: string): boolean {
  let depth = 0;
  for (let index = 0; index < text.length; index++) {
    const letter = text.charCodeAt(index);
    // [ and {, ] and }
    if (letter === 0x5b || letter === 0x7b) depth++;
    else if ((letter === 0x5d || letter === 0x7d) && depth > 0) depth--;
    if (depth > MAX_DEPTH) return true;
  }
  return false;
}
