import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { VENV } from './root.mjs';
import { capture, mustRun } from './run.mjs';
import { sayWhile } from './say.mjs';
import { SetupError } from './setup-error.mjs';

/** The machine has no Python that can be used. */
export class NoPythonError extends SetupError {}

const OLDEST_MINOR = 9;
// The interpreter below an active virtual environment: that environment may be the one that is made anew.
const PROBE = `import sys
from importlib.util import find_spec
print(getattr(sys, "_base_executable", sys.executable))
print(*sys.version_info[:2], int(all(map(find_spec, ("venv", "ensurepip")))))`;

/**
 * Makes `.venv` with the pinned packages of a requirements file and gives its Python.
 * Nothing is done when it is there and made from the same file by the same version of Python.
 */
export async function makeVenv(requirements) {
  const python = await findPython();
  const own = join(VENV, 'bin', 'python');
  const stamp = join(VENV, 'made-from');
  const hash = createHash('sha256').update(python.version).update(readFileSync(requirements)).digest('hex');
  const isCurrent = existsSync(stamp) && readFileSync(stamp, 'utf8') === hash;
  if (isCurrent && (await capture(own, ['--version'])).code === 0) return own;
  if (!python.hasVenv) {
    throw new NoPythonError(
      `Python ${python.version} (${python.path}) lacks its venv module. On Debian and Ubuntu: apt install python3-venv`,
    );
  }
  await sayWhile(`making .venv with numpy, scikit-learn and joblib (Python ${python.version}, a minute or two)`, () =>
    fill(python, own, requirements),
  );
  writeFileSync(stamp, hash);
  return own;
}

async function fill(python, own, requirements) {
  rmSync(VENV, { recursive: true, force: true });
  await mustRun(python.path, ['-m', 'venv', VENV], {
    advice: 'On Debian and Ubuntu this may mend it: apt install python3-venv',
  });
  await mustRun(own, ['-m', 'pip', 'install', '--disable-pip-version-check', '--no-input', '-q', '-r', requirements], {
    advice: 'Is the Python package index reachable? Then try again.',
  });
}

/** The Python that the user means: PYTHON, then the newest usable of python3 and python. */
async function findPython() {
  const seen = [];
  for (const name of [process.env.PYTHON, 'python3', 'python'].filter(Boolean)) {
    const { code, output } = await capture(name, ['-c', PROBE]);
    if (code !== 0) continue;
    const [path, numbers] = output.trim().split('\n').slice(-2);
    const [major, minor, hasVenv] = numbers.split(' ').map(Number);
    const version = `${major}.${minor}`;
    if (major === 3 && minor >= OLDEST_MINOR) return { path, version, hasVenv: hasVenv === 1 };
    seen.push(`${name} is ${version}`);
  }
  const found = seen.length > 0 ? ` (${seen.join(', ')})` : '';
  throw new NoPythonError(
    `Python 3.${OLDEST_MINOR} or newer is needed for Python classes${found}.\n` +
      'On Debian and Ubuntu: apt install python3 python3-venv; elsewhere: https://www.python.org/downloads/\n' +
      'PYTHON=/path/to/python3 chooses one.',
  );
}
