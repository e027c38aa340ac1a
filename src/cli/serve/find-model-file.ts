import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Names that runtimes look for in a model's folder. Source: MLServer's runtimes, Seldon's servers. */
const FILES = [
  'model.joblib',
  'model.pickle',
  'model.pkl',
  'model.skops',
  'model.bst',
  'model.json',
  'model.ubj',
  'model.txt',
  'model.onnx',
];

/** The model's file in its folder: one of the usual names, or the only file that there is. A folder of MLflow stays a folder. */
export async function findModelFile(path: string): Promise<string> {
  if (!(await stat(path)).isDirectory()) return path;
  const entries = await readdir(path, { withFileTypes: true });
  const files = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
  const name = FILES.find((each) => files.includes(each)) ?? (entries.length === 1 ? files[0] : undefined);
  return name === undefined ? path : join(path, name);
}
