import type { ServerProtocol } from '../server-request.ts';
import type { BoosterLibrary } from './open-booster-file.ts';

/** What is peculiar to a server of model files. */
export interface ModelServer {
  /** File names beside those of the catalogue. */
  readonly moreFiles: readonly string[];
  /** The method where nobody chooses one and the model has it; undefined: the best that it has, probabilities before labels. */
  readonly preferredMethod: Readonly<Record<ServerProtocol, string | undefined>>;
  /** What Seldon's server answers with; a model that cannot is told in the log. */
  readonly usualMethod?: string;
  /** The package of Python that reads forms of its files that the native reader lacks. */
  readonly library?: BoosterLibrary;
}

const PREDICT = { seldon: 'predict', v2: 'predict', tensorflow: 'predict' } as const;

/** The servers that open one model file, by runtime. Seldon's sklearn server alone answers with probabilities by itself. */
export const MODEL_SERVERS = {
  catboost: { moreFiles: ['model.cbm', 'model.bin', 'model.json'], preferredMethod: PREDICT, library: 'catboost' },
  lightgbm: {
    moreFiles: ['model.bst', 'model.txt', 'model.lgb', 'model.json', 'model.joblib'],
    preferredMethod: PREDICT,
    library: 'lightgbm',
  },
  onnx: { moreFiles: ['model.onnx'], preferredMethod: { seldon: undefined, v2: 'predict', tensorflow: 'predict' } },
  sklearn: {
    moreFiles: ['model.joblib', 'model.pickle', 'model.pkl', 'model.skops'],
    preferredMethod: { ...PREDICT, seldon: undefined },
    usualMethod: 'predict_proba',
  },
  xgboost: { moreFiles: ['model.bst', 'model.json', 'model.ubj'], preferredMethod: PREDICT, library: 'xgboost' },
} as const satisfies Readonly<Record<string, ModelServer>>;
