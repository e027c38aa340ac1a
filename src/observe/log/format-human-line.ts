import type { LogLine } from './create-log.ts';

const COLOURS = { DEBUG: '\u001b[2m', INFO: '\u001b[32m', WARNING: '\u001b[33m', ERROR: '\u001b[31m' } as const;
const RESET = '\u001b[0m';

/** Control characters but the line feed. */
const CONTROL = /[^\P{Cc}\n]/gu;

/**
 * `time LEVEL message key=value`. A text of several lines (a traceback) is indented below its line, so that nothing a
 * caller sends can look like a line of ours, and no control character reaches a terminal.
 */
export function formatHumanLine({ time, level, message, fields }: LogLine, colour: boolean): string {
  const shownLevel = colour ? `${COLOURS[level]}${level.padEnd(7)}${RESET}` : level.padEnd(7);
  let line = `${time.toISOString()} ${shownLevel} `;
  let below = '';
  const [first, rest] = splitFirstLine(clean(message));
  line += first;
  below += rest;
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    const text = clean(String(value));
    if (text.includes('\n')) below += `\n${text}`;
    else line += ` ${name}=${/[\s"=]|^$/.test(text) ? JSON.stringify(text) : text}`;
  }
  return `${line}${below.replaceAll('\n', '\n    ')}\n`;
}

function splitFirstLine(text: string): [string, string] {
  const end = text.indexOf('\n');
  return end === -1 ? [text, ''] : [text.slice(0, end), text.slice(end)];
}

function clean(text: string): string {
  return text.trimEnd().replaceAll('\r\n', '\n').replaceAll('\t', '    ').replace(CONTROL, '\ufffd');
}
