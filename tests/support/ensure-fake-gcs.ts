import { execFile } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const VERSION = 'v1.56.1';
const FOLDER = fileURLToPath(new URL(`../../.cache/fake-gcs-${VERSION}`, import.meta.url));
const BUILD_TIMEOUT_MS = 600_000;

export type Found = { readonly path: string } | { readonly missing: string };

/** Gives fake-gcs-server, which speaks Google Cloud Storage's JSON API, built by Go. Made once, under `.cache/`. */
export async function ensureFakeGcs(): Promise<Found> {
  const path = join(FOLDER, 'fake-gcs-server');
  if (existsSync(path)) return { path };
  mkdirSync(FOLDER, { recursive: true });
  try {
    await promisify(execFile)('go', ['install', `github.com/fsouza/fake-gcs-server@${VERSION}`], {
      env: { ...process.env, GOBIN: FOLDER },
      timeout: BUILD_TIMEOUT_MS,
      maxBuffer: 16 * 2 ** 20,
    });
    return { path };
  } catch (thrown) {
    return { missing: `fake-gcs-server needs Go and the Go module proxy: ${String(thrown).slice(0, 300)}` };
  }
}
