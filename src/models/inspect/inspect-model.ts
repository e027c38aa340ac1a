import { RadiantError } from '../../base/errors.ts';
import type { Tensor } from '../../payload/index.ts';
import type { InputContract } from '../estimators/estimator.ts';
import { loadEstimator } from '../estimators/load-estimator.ts';
import { ESTIMATORS } from '../estimators/registry.ts';
import { ByteReader } from '../formats/byte-reader.ts';
import { COMPRESSIONS } from '../formats/compression/registry.ts';
import type { Described } from '../formats/described.ts';
import { detectFormat, type FileFormat } from '../formats/detect-format.ts';
import { checkOnnx } from '../formats/onnx/check-onnx.ts';
import { readOnnxVersions } from '../formats/onnx/read-onnx-versions.ts';
import { readPickle } from '../formats/pickle/machine.ts';
import { isSkops, readSkops } from '../formats/skops/read-skops.ts';
import { readZip } from '../formats/zip/read-zip.ts';
import { loadModel } from '../load-model.ts';
import { createModel, type Model } from '../model/create-model.ts';
import type { ModelMethod } from '../model/model-methods.table.ts';
import { type EstimatorNode, readEstimatorTree } from './estimator-tree.ts';

/** What is in a model file. Members are undefined where the file could not be read so far. */
export interface Inspection {
  readonly sizeBytes: number;
  /** `none`, or a name of COMPRESSIONS. */
  readonly compression: string;
  readonly format: FileFormat | 'skops' | undefined;
  /** Files that describe Python objects only. */
  readonly estimator: EstimatorNode | undefined;
  readonly name: string | undefined;
  /** What wrote and packed it, where the file says so: `XGBoost 2.0.3`, `skops 0.16.0`. */
  readonly versions: readonly string[];
  readonly input: InputContract | undefined;
  readonly classes: readonly Tensor[] | undefined;
  readonly methods: readonly ModelMethod[];
  /** Why it cannot be served natively; undefined when it can. */
  readonly problem: { readonly reason: string; readonly message: string } | undefined;
}

/** What is known before the model is made. */
interface Seen {
  format: Inspection['format'];
  estimator: Inspection['estimator'];
  /** What the container says of its origin. */
  versions: readonly string[];
}

/** Looks into a model file without running anything of it. A file that cannot be read gives a problem, not an error. */
export async function inspectModel(bytes: Uint8Array): Promise<Inspection> {
  const found = Object.entries(COMPRESSIONS).find(([, { isMagic }]) => isMagic(bytes));
  const seen: Seen = { format: undefined, estimator: undefined, versions: [] };
  let model: Model | undefined;
  let writtenBy: string | undefined;
  let problem: Inspection['problem'];
  try {
    const content = found === undefined ? bytes : await found[1].decompress(bytes);
    seen.format = detectFormat(content);
    const root = await describeContent(content, seen);
    seen.estimator = root === undefined ? undefined : readEstimatorTree(root);
    const estimator = root === undefined ? await loadModel(content) : loadEstimator(root, ESTIMATORS);
    writtenBy = estimator.writtenBy;
    model = createModel(estimator);
  } catch (thrown) {
    if (!(thrown instanceof RadiantError)) throw thrown;
    problem = { reason: thrown.reason, message: thrown.message };
  }
  return {
    sizeBytes: bytes.length,
    compression: found?.[0] ?? 'none',
    format: seen.format,
    estimator: seen.estimator,
    name: model?.name,
    versions: [...(writtenBy === undefined ? [] : [writtenBy]), ...seen.versions],
    input: model?.input,
    classes: model?.classes,
    methods: model?.methods ?? [],
    problem,
  };
}

/** What the file says as inert data, for the formats that hold Python objects. */
async function describeContent(content: Uint8Array, seen: Seen): Promise<Described | undefined> {
  if (seen.format === 'pickle') return readPickle(new ByteReader(content));
  if (seen.format === 'onnx') {
    checkOnnx(content);
    seen.versions = readOnnxVersions(content);
  }
  if (seen.format !== 'zip') return undefined;
  const archive = readZip(content);
  if (!isSkops(archive.names)) return undefined;
  seen.format = 'skops';
  const { root, version } = await readSkops(archive);
  if (version !== undefined) seen.versions = [`skops ${version}`];
  return root;
}
