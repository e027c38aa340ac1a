import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toJsonSchema } from '../src/deployment/index.ts';
import { formatDeploymentPage } from '../tests/deployment/format-deployment-page.ts';
import { ROOT } from './setup/root.mjs';

// Writes the reference page of SeldonDeployment and the JSON Schema for editors.
const folder = join(ROOT, 'docs', 'reference');
writeFileSync(join(folder, 'deployment.md'), formatDeploymentPage());
writeFileSync(join(folder, 'gen', 'seldondeployment.schema.json'), `${JSON.stringify(toJsonSchema(), undefined, 2)}\n`);
