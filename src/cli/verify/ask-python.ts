import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { packageFile, RadiantError } from '../../base/index.ts';
import type { Rows } from './select-rows.ts';

const MAX_ANSWER_BYTES = 2 ** 30;

/** One array of Python's: NaN and the infinities stand as text. */
export interface PythonAnswer {
  readonly shape: readonly number[];
  readonly values: readonly unknown[];
}

export interface PythonResult {
  readonly versions: Readonly<Record<string, string>>;
  readonly answers: readonly PythonAnswer[];
}

export interface PythonQuestion {
  readonly python: string;
  readonly path: string;
  readonly method: string;
  readonly kind: 'number' | 'table' | 'text';
  readonly rows: Rows;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Loads the file in Python, which may run code of it, and asks a method. Throws FAILED_PRECONDITION with Python's own words. */
export async function askPython(question: PythonQuestion): Promise<PythonResult> {
  const { python, path, method, kind, rows, environment } = question;
  const request = { path, method, kind, names: rows.names ?? null, rows: rows.cells };
  const output = await run(python, JSON.stringify(request, infinities), environment);
  const result = JSON.parse(output) as PythonResult | { readonly error: string };
  if ('error' in result) throw failed(`Python could not answer: ${result.error}`);
  return result;
}

/** JSON has no infinity: it goes as text. NaN becomes null by itself. */
function infinities(_: string, value: unknown): unknown {
  return value === Infinity || value === -Infinity ? String(value) : value;
}

function run(python: string, input: string, environment: PythonQuestion['environment']): Promise<string> {
  const script = fileURLToPath(packageFile('python/verify_model.py'));
  return new Promise((resolve, reject) => {
    const child = execFile(
      python,
      [script],
      { env: { ...environment }, maxBuffer: MAX_ANSWER_BYTES },
      (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else reject(failed(`${python} failed: ${stderr.trim().split('\n').at(-1) || error.message}`, error));
      },
    );
    // A Python that ends early closes the pipe: its own words above say more than that.
    child.stdin!.on('error', () => undefined);
    child.stdin!.end(input);
  });
}

function failed(message: string, cause?: unknown): RadiantError {
  return new RadiantError('FAILED_PRECONDITION', message, { reason: 'PYTHON_FAILED', cause });
}
