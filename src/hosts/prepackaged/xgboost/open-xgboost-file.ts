import { Buffer } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { folderOf, isPickle } from '../../../models/index.ts';
import { type Component, wrapComponent } from '../../../payload/index.ts';
import type { ModelTarget } from '../../model-file/index.ts';
import { createNativeComponent, loadSource } from '../../native/index.ts';
import { openBoosterFile } from '../models/open-booster-file.ts';
import { inServersWords } from '../models/open-target.ts';
import type { ServerRequest } from '../server-request.ts';

/** What XGBoost's scikit-learn classes note among the attributes of the booster that they save; in JSON it is a text in a text. */
const CLASSIFIER = /_estimator_type\\?"\s*:\s*\\?"classifier/;

/** MLflow's words for the same: a booster's file around which a class stood. */
const MLMODEL = 'flavors:\n  xgboost:\n    data: model\n    model_class: xgboost.sklearn.XGBClassifier\n';

/**
 * Opens a file of XGBoost. One that XGBClassifier saved answers as Booster.predict in Seldon's protocol, as Seldon's server does, and as the
 * classifier (labels; `predict_proba` when it is asked for) in V2, as MLServer does. Throws as `openBoosterFile`.
 */
export async function openXgboostFile(request: ServerRequest, target: ModelTarget): Promise<Component> {
  const openBooster = (): Promise<Component> => openBoosterFile(request, target, 'xgboost');
  if (target.runtime === 'python') return await openBooster();
  const bytes = await readFile(target.path);
  if (!CLASSIFIER.test(bytes.toString('latin1')) || (await isPickle(bytes))) return await openBooster();
  const { method = 'predict' } = target;
  if (request.protocol === 'v2' || method !== 'predict') return await openClassifier(request, target, bytes);
  const [booster, classifier] = [await openBooster(), await openClassifier(request, target, bytes)];
  const { outputs = [] } = classifier.info;
  return wrapComponent(booster, {
    info: { ...booster.info, outputs },
    // Callers who think in named outputs are V2's.
    call: (call) => (call.outputs === undefined ? booster : classifier).call(call),
    async close(signal) {
      await Promise.all([booster.close(signal), classifier.close(signal)]);
    },
  });
}

async function openClassifier(request: ServerRequest, target: ModelTarget, bytes: Buffer): Promise<Component> {
  const files = new Map<string, Uint8Array>([
    ['MLmodel', Buffer.from(MLMODEL)],
    ['model', bytes],
  ]);
  try {
    const model = await loadSource({ kind: 'folder', folder: folderOf(files) });
    const { name, method } = target;
    return createNativeComponent({ model, name, method, log: request.surroundings.log });
  } catch (thrown) {
    throw inServersWords(request, thrown);
  }
}
