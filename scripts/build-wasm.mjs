// node scripts/build-wasm.mjs: compiles src/models/kernels/wasm/*.c with clang and lld into the tables beside them.
// Only for who changes a kernel: the tables are committed, and nothing else needs a C compiler.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../src/models/kernels/wasm/', import.meta.url));
const FLAGS = [
  '--target=wasm32',
  '-O3',
  '-msimd128',
  '-mmutable-globals',
  '-nostdlib',
  '-ffreestanding',
  '-Wall',
  '-Wextra',
  '-Wno-unused-parameter',
  '-Werror',
];
// A limit of the memory is stated, and the stack's place is open, so that threads may share a memory (open-wasm.ts).
const SHARING = ['--max-memory=4294967296', '--export=__stack_pointer'];
const LINK = ['--no-entry', '--import-memory', '--strip-all', '-z,stack-size=4096', ...SHARING].map(
  (flag) => `-Wl,${flag}`,
);
const LINE = 116;

const scratch = mkdtempSync(join(tmpdir(), 'radiant-wasm-'));
try {
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.c'))) {
    const name = file.slice(0, -2);
    const output = join(scratch, `${name}.wasm`);
    execFileSync('clang', [...FLAGS, ...LINK, '-o', output, join(folder, file)], { stdio: 'inherit' });
    const text = readFileSync(output).toString('base64');
    const lines = text.match(new RegExp(`.{1,${LINE}}`, 'g')) ?? [];
    const constant = `${name.toUpperCase().replaceAll('-', '_')}_WASM`;
    const head = `/** ${file} compiled by scripts/build-wasm.mjs, as base64. */\nexport const ${constant} =\n`;
    writeFileSync(
      join(folder, `${name}-wasm.table.ts`),
      `${head}${lines.map((line) => `  '${line}'`).join(' +\n')};\n`,
    );
    console.log(`${name}: ${readFileSync(output).length} bytes`);
  }
} finally {
  rmSync(scratch, { recursive: true });
}
