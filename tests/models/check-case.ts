import { toTensor } from '../../src/models/estimators/features.ts';
import { type Estimator, loadModel } from '../../src/models/index.ts';
import type { Tensor } from '../../src/payload/index.ts';
import { compareOutput } from './compare-output.ts';
import { type ModelCase, readCase, readModelFile } from './golden-model.ts';
import { toFeatures } from './to-features.ts';

type Output = Tensor | readonly Tensor[] | undefined;

/** The methods by their Python names. A method that an estimator does not have gives undefined. */
export const METHODS: Readonly<Record<string, (model: Estimator, x: ReturnType<typeof toFeatures>) => Output>> = {
  apply: (model, x) => model.apply?.(x),
  decision_function: (model, x) => model.decisionFunction?.(x),
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
export async function checkCase(path: string): Promise<string[]> {
  const recorded = readCase(path);
  const problems: string[] = [];
  for (const file of recorded.files) {
    try {
      const model = await loadModel(readModelFile(path, file));
      problems.push(...askAll(model, recorded).map((text) => `${file.path}: ${text}`));
    } catch (error) {
      problems.push(
        `${file.path}: ${error instanceof Error ? (error.stack ?? error.message).slice(0, 300) : String(error)}`,
      );
    }
  }
  return problems;
}

function askAll(model: Estimator, recorded: ModelCase): string[] {
  const x = toFeatures(recorded.inputs);
  return Object.entries(recorded.outputs).flatMap(([method, want]) => {
    const ask = METHODS[method];
    if (ask === undefined) return [`${method}: no such method in the battery`];
    const tolerance = recorded.tolerance[method] ?? { kind: 'equal' };
    const skipRows = method === 'predict' ? recorded.fragileRows : [];
    return compareOutput(ask(model, x), want, tolerance, skipRows).map((text) => `${method}: ${text}`);
  });
}
