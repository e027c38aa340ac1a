import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const START = fileURLToPath(new URL('../../scripts/start-class.mjs', import.meta.url));

/** What the probe of the scripts prints on a machine with such a Python. */
const MACHINES = [
  { name: 'no Python at all', python: undefined, says: /Python 3\.9 or newer is needed.*\n.*apt install python3/ },
  { name: 'a Python that is too old', python: "echo /usr/bin/python3; echo '3 8 1'", says: /python3 is 3\.8/ },
  { name: 'a Python 2', python: "echo /usr/bin/python3; echo '2 7 0'", says: /python3 is 2\.7/ },
  {
    name: 'a Python without venv',
    python: "echo /usr/bin/python3; echo '3 99 0'",
    says: /Python 3\.99 .* lacks its venv module.*apt install python3-venv/,
  },
];

for (const { name, python, says } of MACHINES) {
  test(`npm run start:class on a machine with ${name} says what mends it`, async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'radiant-path-'));
    t.after(() => rm(folder, { recursive: true }));
    if (python !== undefined) {
      await writeFile(join(folder, 'python3'), `#!/bin/sh\n${python}\n`);
      await chmod(join(folder, 'python3'), 0o755);
    }
    const { PYTHON: _, ...environment } = process.env;
    const { code, stderr } = await new Promise<{ code: unknown; stderr: string }>((resolve) => {
      execFile(process.execPath, [START], { env: { ...environment, PATH: folder } }, (error, _stdout, text) =>
        resolve({ code: error?.code, stderr: text }),
      );
    });
    assert.equal(code, 1, stderr);
    assert.match(stderr, says);
    assert.doesNotMatch(stderr, /^\s+at /m);
  });
}
