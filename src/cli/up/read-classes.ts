import { RadiantError } from '../../base/index.ts';
import type { ImageEntry } from '../../local/index.ts';

/** Reads `container=class` words of `--class`; classes are looked for in `folder`. Throws INVALID_ARGUMENT for one without `=`. */
export function readClasses(words: readonly string[], folder: string): Readonly<Record<string, ImageEntry>> {
  return Object.fromEntries(
    words.map((word) => {
      const at = word.indexOf('=');
      if (at <= 0) {
        throw new RadiantError('INVALID_ARGUMENT', `--class ${word}: write container=class or image=class`, {
          reason: 'USAGE',
        });
      }
      return [word.slice(0, at), { class: word.slice(at + 1), folder }];
    }),
  );
}
