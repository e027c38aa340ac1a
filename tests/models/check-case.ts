import { type Features, toDense, toTensor } from '../../src/models/estimators/features.ts';
import { type Estimator, folderOf, loadModel, loadModelFolder } from '../../src/models/index.ts';
import type { Tensor } from '../../src/payload/index.ts';
import { compareOutput } from './compare-output.ts';
import { type ModelCase, readCase, readModelFile } from './golden-model.ts';
import { toFeatures } from './to-features.ts';

type Output = Tensor | readonly Tensor[] | undefined;

/** The methods by their Python names. A method that an estimator does not have gives undefined. */
export const METHODS: Readonly<Record<string, (model: Estimator, x: ReturnType<typeof toFeatures>) => Output>> = {
  apply: (model, x) => model.apply?.(x),
  // Recorded for the first rows only.
  contributions: (model, x) => model.contributions?.(firstRows(x, 4)),
  decision_function: (model, x) => model.decisionFunction?.(x),
  // Names of XGBoost's and LightGBM's reference files.
  leaf: (model, x) => model.apply?.(x),
  margin: (model, x) => model.decisionFunction?.(x),
  kneighbors: (model, x) => model.kneighbors?.(x),
  predict: (model, x) => model.predict?.(x),
  predict_log_proba: (model, x) => model.predictLogProba?.(x),
  predict_proba: (model, x) => model.predictProba?.(x),
  score_samples: (model, x) => model.scoreSamples?.(x),
  transform: (model, x) => {
    const features = model.transform?.(x);
    return features === undefined ? undefined : toTensor(features);
  },
};

/** Loads every file of a case and asks every recorded method; lists what leaves its tolerance. */
export async function checkCase(path: string, root?: URL): Promise<string[]> {
  const recorded = readCase(path, root);
  if (recorded.folder !== undefined) return await checkFolder(path, recorded, root);
  const problems: string[] = [];
  for (const file of recorded.files) {
    try {
      const model = await loadModel(readModelFile(path, file, root));
      const isWrapped = recorded.wrapper !== undefined && ['joblib', 'pickle', 'cloudpickle'].includes(file.container);
      const outputs = isWrapped ? recorded.wrapper.outputs : recorded.outputs;
      problems.push(...askAll(model, recorded, outputs).map((text) => `${file.path}: ${text}`));
    } catch (error) {
      problems.push(`${file.path}: ${describeError(error)}`);
    }
  }
  return problems;
}

/** An MLflow folder is asked what its model is asked, and what MLflow's generic loader would be (`pyfunc`). */
async function checkFolder(path: string, recorded: ModelCase, root?: URL): Promise<string[]> {
  const prefix = `${recorded.folder}/`;
  const files = new Map(
    recorded.files.map((file) => [file.path.slice(prefix.length), readModelFile(path, file, root)]),
  );
  try {
    const { estimator, predictMethod } = await loadModelFolder(folderOf(files));
    const { pyfunc, ...outputs } = recorded.outputs;
    const generic = pyfunc === undefined ? {} : { [predictMethod]: pyfunc };
    return [...askAll(estimator, recorded, generic), ...askAll(estimator, recorded, outputs)];
  } catch (error) {
    return [describeError(error)];
  }
}

function describeError(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message).slice(0, 300) : String(error);
}

function askAll(model: Estimator, recorded: ModelCase, outputs: ModelCase['outputs']): string[] {
  const x = toFeatures(recorded.inputs);
  return Object.entries(outputs).flatMap(([method, want]) => {
    const ask = METHODS[method];
    if (ask === undefined) return [`${method}: no such method in the battery`];
    // Wrapped boosters' probabilities are what the plain model predicts.
    const tolerance = recorded.tolerance[method] ??
      (recorded.folder === undefined ? undefined : recorded.tolerance.pyfunc) ??
      (recorded.wrapper === undefined ? undefined : recorded.tolerance.predict) ?? { kind: 'equal' };
    const skipRows = method === 'predict' ? recorded.fragileRows : [];
    return compareOutput(ask(model, x), want, tolerance, skipRows).map((text) => `${method}: ${text}`);
  });
}

function firstRows(x: Features, rows: number): Features {
  const { columns, data } = toDense(x);
  return { kind: 'dense', rows, columns, data: data.slice(0, rows * columns) };
}
