import { open, stat } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { RadiantError } from '../../base/index.ts';
import { findHomeFolder } from '../../local/index.ts';
import type { CliIo } from '../cli-io.ts';
import { EXIT_CODES } from '../exit-codes.table.ts';
import { runParsed } from '../run-parsed.ts';
import { addNamespace, readName } from './named-deployment.ts';

const POLL_MS = 300;
const CHUNK_BYTES = 1 << 16;

/** `radiant logs NAME`: what a deployment has said. */
export async function runLogs(args: readonly string[], io: CliIo): Promise<number> {
  return await runParsed(
    args,
    io,
    (command) =>
      addNamespace(
        command
          .name('logs')
          .description('Shows what a deployment (or, without a name, everything) has written to the log.')
          .argument('[name]', 'a deployment: name or namespace/name')
          .option('-f, --follow', 'go on until Ctrl-C')
          .option('--tail <lines>', 'only the last lines', 'all'),
      ).addHelpText('after', `\nExamples:\n  ${io.programName} logs iris\n  ${io.programName} logs iris --follow`),
    async ([word], options) => {
      const wanted = word === undefined ? undefined : readName(word, options).join('/');
      const tail = readTail(String(options.tail));
      const path = findHomeFolder(io.environment).log;
      let isFirst = true;
      for await (const lines of readLines(path, options.follow === true)) {
        const shown = lines.flatMap((line) => format(line, wanted) ?? []);
        const kept = isFirst && tail !== undefined ? shown.slice(-tail) : shown;
        if (tail !== 0 || !isFirst) for (const line of kept) io.writeOut(line);
        isFirst = false;
      }
      return EXIT_CODES.ok;
    },
  );
}

function readTail(word: string): number | undefined {
  if (word === 'all') return undefined;
  if (/^\d{1,9}$/.test(word)) return Number(word);
  throw new RadiantError('INVALID_ARGUMENT', `--tail ${word}: give a number of lines, or all`, { reason: 'USAGE' });
}

/** The lines of the file, then, while it is followed, those that come. */
async function* readLines(path: string, mustFollow: boolean): AsyncIterable<readonly string[]> {
  let position = 0;
  let rest = '';
  for (;;) {
    const { size } = await stat(path).catch(() => ({ size: 0 }));
    if (size > position) {
      const { text, end } = await readFrom(path, position);
      position = end;
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      yield lines;
    }
    if (!mustFollow) return;
    await wait(POLL_MS);
  }
}

async function readFrom(path: string, from: number): Promise<{ readonly text: string; readonly end: number }> {
  const file = await open(path);
  try {
    const decoder = new TextDecoder();
    const buffer = Buffer.alloc(CHUNK_BYTES);
    let text = '';
    for (let at = from; ; ) {
      const { bytesRead } = await file.read(buffer, 0, CHUNK_BYTES, at);
      if (bytesRead === 0) return { text: text + decoder.decode(), end: at };
      text += decoder.decode(buffer.subarray(0, bytesRead), { stream: true });
      at += bytesRead;
    }
  } finally {
    await file.close();
  }
}

/** A line for people; undefined when it belongs to another deployment. What is no JSON was written by a library. */
function format(line: string, wanted: string | undefined): string | undefined {
  if (line === '') return undefined;
  if (!line.startsWith('{')) return wanted === undefined ? `${line}\n` : undefined;
  const { time, level, message, deployment, predictor, ...fields } = JSON.parse(line) as Record<string, unknown>;
  if (wanted !== undefined && deployment !== wanted) return undefined;
  const where = [wanted === undefined ? deployment : undefined, predictor]
    .filter((part) => part !== undefined)
    .join(' ');
  const more = Object.entries(fields)
    .map(([name, value]) => ` ${name}=${String(value)}`)
    .join('');
  return `${String(time)} ${String(level).padEnd(7)} ${where === '' ? '' : `[${where}] `}${String(message)}${more}\n`;
}
