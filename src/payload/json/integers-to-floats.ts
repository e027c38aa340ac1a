import { formatFloat } from './format-json.ts';
import { createJsonCursor, NUMBER_KIND } from './json-cursor.ts';
import type { JsonText } from './json-text.ts';
import { scanNumber } from './scan-number.ts';
import { skipText } from './skip-value.ts';

/**
 * Rewrites a JSON text so that all its numbers are floats (`1` -> `1.0`), as one comes out of a format that has no
 * integers. The result is strictly valid JSON: NaN becomes null, infinities 1e999.
 */
export function integersToFloats(json: JsonText): string {
  const cursor = createJsonCursor(json.utf8);
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let text = '';
  let copied = 0;
  while (cursor.pos < cursor.end) {
    const byte = json.utf8[cursor.pos] as number;
    if (byte === 0x22) {
      skipText(cursor);
    } else if (byte === 0x2d || (byte >= 0x30 && byte <= 0x39) || byte === 0x4e || byte === 0x49) {
      const start = cursor.pos;
      const value = scanNumber(cursor);
      if (cursor.numberKind === NUMBER_KIND.float && Number.isFinite(value)) continue;
      text += decoder.decode(json.utf8.subarray(copied, start)) + formatFloat(value);
      copied = cursor.pos;
    } else {
      cursor.pos++;
    }
  }
  return text + decoder.decode(json.utf8.subarray(copied));
}
