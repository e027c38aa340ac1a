import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const PYTHON_FOLDER = fileURLToPath(new URL('../../python/', import.meta.url));

test('the unit tests of the Python worker pass', { skip: !existsSync(join(PYTHON_FOLDER, 'tests')) }, async () => {
  const { code, output } = await new Promise<{ code: number; output: string }>((resolve) => {
    execFile(
      'python3',
      ['-m', 'unittest', 'discover', '--start-directory', 'tests', '--top-level-directory', '.'],
      { cwd: PYTHON_FOLDER },
      (error, stdout, stderr) => resolve({ code: error === null ? 0 : 1, output: `${stdout}${stderr}` }),
    );
  });
  assert.equal(code, 0, output);
  // Since Python 3.12 a run without tests fails; before it passes in silence.
  assert.match(output, /^Ran [1-9]\d* tests? in /m, output);
});
