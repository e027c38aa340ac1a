import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureVenv } from '../support/ensure-venv.ts';
import type { Surroundings } from './launch.ts';

const MAKE_MODEL = fileURLToPath(new URL('../golden/classes/make_cluster_model.py', import.meta.url));

/** A Python with what the recorded classes import, and a folder with the model file that they load. */
export async function openSurroundings(): Promise<Surroundings & { close(): void }> {
  const python = await ensureVenv('classes');
  const cwd = mkdtempSync(join(tmpdir(), 'radiant-conformance-'));
  execFileSync(python, [MAKE_MODEL], { cwd });
  return { python, cwd, close: () => rmSync(cwd, { recursive: true, force: true }) };
}
