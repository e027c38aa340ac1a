/** A mark of combining class 1, one of class 230: characters of other classes are sorted around them. */
const LOW_MARK = '\u0334';
const HIGH_MARK = '\u0301';

/** scikit-learn's strip_accents_unicode: compatibility decomposition without combining characters. */
export function stripAccentsUnicode(text: string): string {
  if (isAscii(text)) return text;
  return text.normalize('NFKD').replace(/\p{M}/gu, (mark) => (isCombining(mark) ? '' : mark));
}

/** scikit-learn's strip_accents_ascii: what is left of the compatibility decomposition in ASCII. */
export function stripAccentsAscii(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII has them
  return text.normalize('NFKD').replace(/[^\x00-\x7f]/g, '');
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false;
  return true;
}

/** True when the canonical combining class is not 0: then normalisation moves it before a higher or behind a lower mark. */
function isCombining(mark: string): boolean {
  return (
    `${mark}${LOW_MARK}`.normalize('NFD').startsWith(LOW_MARK) ||
    !`${HIGH_MARK}${mark}`.normalize('NFD').startsWith(HIGH_MARK) ||
    mark === HIGH_MARK
  );
}
