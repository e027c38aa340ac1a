import type { CliIo } from './cli-io.ts';

export interface Paint {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  cyan(text: string): string;
}

/** Terminal colours, or none of them where the output must stay plain. */
export function createPaint(io: Pick<CliIo, 'colour'>): Paint {
  const wrap = (start: number, end: number) => (text: string) =>
    io.colour ? `\u001b[${start}m${text}\u001b[${end}m` : text;
  return { bold: wrap(1, 22), dim: wrap(2, 22), red: wrap(31, 39), cyan: wrap(36, 39) };
}
