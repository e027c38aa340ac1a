import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const TIMEOUT_MS = 5000;
const STRIP =
  'process.stdout.write(require("module").stripTypeScriptTypes(require("fs").readFileSync(process.argv[1], "utf8")))';

/**
 * Lets Node check a module without running it: the only way to learn the line of a syntax error in an ES module, which
 * the error itself does not tell. Gives Node's message with the file in its first line; empty when it finds nothing.
 */
export function checkSyntax(url: string): string {
  if (!url.startsWith('file:')) return '';
  const path = fileURLToPath(url);
  // With its types blanked out every line stays where it was.
  const isTypeScript = /\.[cm]?ts$/.test(path);
  const strip = ['--disable-warning=ExperimentalWarning', '-e', STRIP, path];
  const source = isTypeScript ? run(strip, '').stdout : readFileSync(path, 'utf8');
  const format = /\.c[jt]s$/.test(path) ? 'commonjs' : 'module';
  return run(['--check', `--input-type=${format}`, '-'], source).stderr.replace('[stdin]', () => path);
}

function run(args: readonly string[], input: string): { stdout: string; stderr: string } {
  return spawnSync(process.execPath, args, { input, encoding: 'utf8', timeout: TIMEOUT_MS });
}
