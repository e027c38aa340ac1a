import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PACKAGE = 'onnxruntime-node@1.30.0';

/**
 * Gives a folder from which `require` finds ONNX Runtime, as who serves ONNX models installs it; under `.cache/`. Too large to be
 * a development dependency (290 MB for all systems). Made once; throws with npm's last words when it cannot be made.
 */
export async function ensureOnnxruntime(): Promise<string> {
  const folder = join(ROOT, '.cache', PACKAGE);
  const stamp = join(folder, 'stamp');
  if (existsSync(stamp)) return folder;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"name":"onnx-models","private":true}');
  await promisify(execFile)('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', PACKAGE], {
    cwd: folder,
  });
  writeFileSync(stamp, '');
  return folder;
}
