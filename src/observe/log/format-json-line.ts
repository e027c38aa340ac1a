import type { LogLine } from './create-log.ts';

/** One JSON object on one line. The four own keys win over fields of the same name. */
export function formatJsonLine({ time, level, message, fields }: LogLine): string {
  const own = { time: time.toISOString(), level, message };
  return `${JSON.stringify({ ...own, ...fields, ...own })}\n`;
}
