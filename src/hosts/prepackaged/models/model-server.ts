import type { Component } from '../../../payload/index.ts';
import type { ModelTarget } from '../../model-file/index.ts';
import type { ServerProtocol, ServerRequest } from '../server-request.ts';
import { openXgboostFile } from '../xgboost/open-xgboost-file.ts';
import { type BoosterLibrary, openBoosterFile } from './open-booster-file.ts';
import { openTarget } from './open-target.ts';

type OpenFile = (request: ServerRequest, target: ModelTarget) => Promise<Component>;

/** What is peculiar to a server of model files. */
export interface ModelServer {
  /** File names beside those of the catalogue. */
  readonly moreFiles: readonly string[];
  /** The method where nobody chooses one and the model has it; undefined: the best that it has, probabilities before labels. */
  readonly preferredMethod: Readonly<Record<ServerProtocol, string | undefined>>;
  /** What Seldon's server answers with; a model that cannot is told in the log. */
  readonly usualMethod?: string;
  /** Opens the file that was found. Throws in the words of servers. */
  readonly open: OpenFile;
}

const booster =
  (library: BoosterLibrary): OpenFile =>
  (request, target) =>
    openBoosterFile(request, target, library);

const PREDICT = { seldon: 'predict', v2: 'predict', tensorflow: 'predict' } as const;

/** The servers that open one model file, by runtime. Seldon's sklearn server alone answers with probabilities by itself. */
export const MODEL_SERVERS = {
  catboost: {
    moreFiles: ['model.cbm', 'model.bin', 'model.json'],
    preferredMethod: PREDICT,
    open: booster('catboost'),
  },
  lightgbm: {
    moreFiles: ['model.bst', 'model.txt', 'model.lgb', 'model.json', 'model.joblib'],
    preferredMethod: PREDICT,
    open: booster('lightgbm'),
  },
  onnx: {
    moreFiles: ['model.onnx'],
    preferredMethod: { seldon: undefined, v2: 'predict', tensorflow: 'predict' },
    open: openTarget,
  },
  sklearn: {
    moreFiles: ['model.joblib', 'model.pickle', 'model.pkl', 'model.skops'],
    preferredMethod: { ...PREDICT, seldon: undefined },
    usualMethod: 'predict_proba',
    open: openTarget,
  },
  xgboost: { moreFiles: ['model.bst', 'model.json', 'model.ubj'], preferredMethod: PREDICT, open: openXgboostFile },
} as const satisfies Readonly<Record<string, ModelServer>>;
