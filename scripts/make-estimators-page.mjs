import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatEstimatorsPage } from '../tests/docs/format-estimators-page.ts';
import { ROOT } from './setup/root.mjs';

// Writes docs/reference/estimators.md from the registry and the reference files.
writeFileSync(join(ROOT, 'docs', 'reference', 'estimators.md'), formatEstimatorsPage());
