import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { RadiantError } from '../../base/index.ts';
import { toCancelled } from '../requests/connection-error.ts';
import type { StorageContext } from '../storage-context.ts';

const MAX_OUTPUT_BYTES = 64 * 2 ** 20;

/** Finds rclone on the PATH; undefined when it is not installed. */
export function findRclone(path: string | undefined): string | undefined {
  return (path ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, 'rclone'))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/** Runs rclone and gives what it prints. `onLine` gets the lines of its log. Throws with its own last words when it fails. */
export async function runRclone(
  program: string,
  args: readonly string[],
  { environment, signal, cwd }: StorageContext,
  shown: string,
  onLine: (line: string) => void = () => undefined,
): Promise<string> {
  const child = spawn(program, args, { env: { ...environment }, cwd, stdio: ['ignore', 'pipe', 'pipe'], signal });
  const output: Buffer[] = [];
  let size = 0;
  let lastError = '';
  child.stdout.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > MAX_OUTPUT_BYTES) child.kill();
    else output.push(chunk);
  });
  createInterface({ input: child.stderr }).on('line', (line) => {
    onLine(line);
    if (/error|failed|critical|not found/i.test(line)) lastError = line;
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  }).catch((cause: unknown) => {
    if (signal.aborted) throw toCancelled(signal);
    throw new RadiantError('FAILED_PRECONDITION', `rclone cannot be started: ${String(cause)}`, {
      reason: 'RCLONE_FAILED',
      cause,
    });
  });
  if (code === 0) return Buffer.concat(output).toString('utf8');
  throw toError(code, readMessage(lastError), shown);
}

/** Exit codes of rclone's documentation: 3 and 4 are what is not there, 5 is worth another try. */
function toError(code: number | null, message: string, shown: string): Error {
  if (/no space left on device|disk quota exceeded|too big for remaining disk space/i.test(message))
    return Object.assign(new Error(`rclone says ${message}`), { code: 'ENOSPC' });
  if (/didn't find section in config file/i.test(message)) {
    const remote = shown.slice(0, shown.indexOf(':'));
    const variable = `RCLONE_CONFIG_${remote.toUpperCase().replace(/[^A-Z0-9]/g, '_')}_TYPE`;
    return new RadiantError(
      'INVALID_ARGUMENT',
      `${shown}: ${remote} is neither a scheme nor a remote of rclone: set ${variable} and the other variables of the remote, or see how the URI is written`,
      { reason: 'UNKNOWN_SCHEME' },
    );
  }
  if (code === 3 || code === 4 || /not found/i.test(message)) {
    return new RadiantError('NOT_FOUND', `there is nothing at ${shown}: rclone says ${message}`, {
      reason: 'MODEL_NOT_FOUND',
    });
  }
  return new RadiantError(
    code === 5 ? 'UNAVAILABLE' : 'FAILED_PRECONDITION',
    `rclone cannot read ${shown} (exit code ${code}): ${message}`,
    {
      reason: 'RCLONE_FAILED',
    },
  );
}

function readMessage(line: string): string {
  try {
    return String((JSON.parse(line) as { msg?: unknown }).msg).trim();
  } catch {
    return line.replace(/^[\d/]+ [\d:]+ /, '').trim();
  }
}
