import { ESTIMATORS } from '../../src/models/estimators/registry.ts';
import { type ModelCase, readCase, readIndex } from '../models/golden-model.ts';
import { PENDING_KINDS } from '../models/pending.table.ts';

interface Checked {
  readonly methods: Set<string>;
  readonly versions: Set<string>;
}

const HEAD = `# Estimators that run natively

Every class of the registry in \`src/models/estimators\`, without Python. A class is known by its name; \`checked\` are the methods that
the tests compare with recorded answers of the Python library, and the versions whose files they were recorded from. A class without
them has no reference file of its own that passes whole. Made by \`node scripts/make-estimators-page.mjs\`; a test holds it and the registry together.

| class | family | methods checked | versions of the reference files |
| --- | --- | --- | --- |
`;

/** The text of docs/reference/estimators.md, as the registry and the reference files have it. */
export function formatEstimatorsPage(): string {
  const checked = readChecked();
  const rows = Object.entries(ESTIMATORS)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { family }]) => {
      const { methods, versions } = checked.get(name) ?? { methods: [], versions: [] };
      return `| ${name} | ${family} | ${[...methods].sort().join(', ')} | ${sortVersions(versions).join(', ')} |\n`;
    });
  return `${HEAD}${rows.join('')}`;
}

/** What the battery compares, by class. */
function readChecked(): Map<string, Checked> {
  const checked = new Map<string, Checked>();
  const add = (name: string, version: string, outputs: ModelCase['outputs']): void => {
    const entry = checked.get(name) ?? { methods: new Set(), versions: new Set() };
    checked.set(name, entry);
    entry.versions.add(version);
    for (const [method, output] of Object.entries(outputs)) if (!('class' in output)) entry.methods.add(method);
  };
  for (const { path, estimator } of readIndex()) {
    const [family, kind, version = ''] = path.split('/');
    // ONNX Runtime runs those, whatever class they were converted from.
    if (family === 'onnx' || Object.hasOwn(PENDING_KINDS, `${family}/${kind}`)) continue;
    const { outputs, wrapper } = readCase(path);
    add(estimator, version, outputs);
    if (wrapper !== undefined) add(wrapper.estimator, version, wrapper.outputs);
  }
  return checked;
}

/** `sk-1.10.0` after `sk-1.9.1`. */
function sortVersions(versions: Iterable<string>): string[] {
  return [...versions].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}
