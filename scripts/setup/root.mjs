import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository, wherever the script was called from. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
export const EXAMPLE = join(ROOT, 'examples', 'cluster');
export const VENV = join(ROOT, '.venv');
