import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, isAbsolute, join, resolve, sep } from 'node:path';
import { type Environment, RadiantError } from '../../base/index.ts';

/** An interpreter that can run a worker. */
export interface FoundPython {
  readonly path: string;
  /** For example `3.11.7`. */
  readonly version: string;
}

const MIN_MINOR = 9;
const PROBE_TIMEOUT_MS = 30_000;
/** Looks for numpy without importing it, which would take longer than all the rest. */
const PROBE = [
  'import sys',
  'try:',
  '    from importlib.util import find_spec',
  '    numpy = find_spec("numpy") is not None',
  'except Exception:',
  '    numpy = False',
  'print("radiant-probe", "%d.%d.%d" % sys.version_info[:3], int(numpy), sys.executable or "")',
].join('\n');

/**
 * The Python that runs user code: `explicit` (`--python`, a path or a command), else the one of VIRTUAL_ENV, else the first of
 * `python3` and `python` on PATH that is fit. It must be 3.9 or newer and have numpy.
 * Throws FAILED_PRECONDITION that names what is missing and the command that mends it.
 */
export async function findPython(env: Environment, cwd: string, explicit?: string): Promise<FoundPython> {
  if (explicit !== undefined) {
    const path = await locate(explicit, env, cwd);
    if (path === undefined) throw notFound(`--python names ${explicit}, but there is no such program`);
    return probe(path, env, cwd);
  }
  const environment = env.VIRTUAL_ENV;
  if (environment !== undefined && environment !== '') {
    const path = await locate(join(environment, 'bin', 'python'), env, cwd);
    if (path !== undefined) return probe(path, env, cwd);
    throw notFound(
      `VIRTUAL_ENV names ${environment}, but there is no bin/python in it: make it again, or unset VIRTUAL_ENV`,
    );
  }
  return findOnPath(env, cwd);
}

async function findOnPath(env: Environment, cwd: string): Promise<FoundPython> {
  let problem: unknown;
  for (const command of ['python3', 'python']) {
    const path = await locate(command, env, cwd);
    if (path === undefined) continue;
    try {
      return await probe(path, env, cwd);
    } catch (thrown) {
      problem ??= thrown;
    }
  }
  throw (
    problem ??
    notFound('a Python class needs Python 3.9 or newer, and none is on PATH: install it, or name it with --python')
  );
}

/** Full path of a program; undefined when there is none. Names without a slash are looked up on PATH. */
async function locate(command: string, env: Environment, cwd: string): Promise<string | undefined> {
  const folders = command.includes(sep) ? [cwd] : (env.PATH ?? '').split(delimiter);
  for (const folder of folders) {
    const path = isAbsolute(command) ? command : resolve(cwd, folder, command);
    try {
      await access(path, constants.X_OK);
      return path;
    } catch {
      // Not there: the next folder may have it.
    }
  }
  return undefined;
}

async function probe(path: string, env: Environment, cwd: string): Promise<FoundPython> {
  const output = await run(path, env, cwd);
  const match = /^radiant-probe (\d+)\.(\d+)\.(\d+) ([01]) (.*)$/m.exec(output);
  if (match === null) throw notFound(`${path} is not Python 3.9 or newer: name another one with --python`);
  const [, major, minor, patch, numpy, executable] = match;
  const version = `${major}.${minor}.${patch}`;
  if (Number(major) !== 3 || Number(minor) < MIN_MINOR) {
    throw notFound(`${path} is Python ${version}, but 3.9 or newer is needed: name another one with --python`);
  }
  // A start script (pyenv's, for example) takes longer than the interpreter behind it.
  const found = executable === undefined || executable === '' ? path : executable;
  if (numpy === '1') return { path: found, version };
  throw new RadiantError(
    'FAILED_PRECONDITION',
    `Python ${version} (${found}) has no numpy: run ${quote(found)} -m pip install numpy, or name another Python with --python`,
    { reason: 'NUMPY_MISSING' },
  );
}

function run(path: string, env: Environment, cwd: string): Promise<string> {
  return new Promise((resolveOutput, reject) => {
    execFile(path, ['-c', PROBE], { env: { ...env }, cwd, timeout: PROBE_TIMEOUT_MS }, (error, stdout, stderr) => {
      if (error === null) resolveOutput(stdout);
      else reject(notFound(`${path} cannot be run: ${stderr.trim().split('\n').at(-1) || error.message}`, error));
    });
  });
}

/** As a shell wants it. */
function quote(path: string): string {
  return /^[\w./+-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

function notFound(message: string, cause?: unknown): RadiantError {
  return new RadiantError('FAILED_PRECONDITION', message, { reason: 'PYTHON_NOT_FOUND', cause });
}
