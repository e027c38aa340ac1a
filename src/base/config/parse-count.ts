/** A whole number from 0 to 2^53-1, spaces around it allowed; undefined for any other text. */
export function parseCount(text: string): number | undefined {
  const digits = text.trim();
  if (!/^\+?\d+$/.test(digits)) return undefined;
  const value = Number(digits);
  return Number.isSafeInteger(value) ? value : undefined;
}
