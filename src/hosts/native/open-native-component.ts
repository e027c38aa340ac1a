import { type Log, RadiantError } from '../../base/index.ts';
import type { Call, Component, Outcome, Verb } from '../../payload/index.ts';
import { openOutputs } from './answer-outputs.ts';
import { chooseMethod } from './choose-method.ts';
import { describeModel } from './describe-model.ts';
import { nameOutputs } from './name-outputs.ts';
import { type LoadedModel, loadSource, type ModelSource } from './read-model-source.ts';
import { toFeatures } from './to-features.ts';
import { toPayload } from './to-payload.ts';

export interface NativeModelOptions {
  readonly model: LoadedModel;
  /** What the component is called in metadata and on the doc page. */
  readonly name: string;
  /** Python name of the method that answers; undefined takes the best that the model has. */
  readonly method?: string | undefined;
  readonly log: Log;
}

export type NativeHostOptions = Omit<NativeModelOptions, 'model'> & { readonly source: ModelSource };

/**
 * Reads a model file without running anything of it, and serves one of its methods.
 * Throws INVALID_ARGUMENT: reasons of `loadModel`, or NO_SUCH_METHOD.
 */
export async function openNativeComponent({ source, ...options }: NativeHostOptions): Promise<Component> {
  return createNativeComponent({ ...options, model: await loadSource(source) });
}

/** Serves one method of a model that was read already. Calls are answered without a promise. Throws NO_SUCH_METHOD. */
export function createNativeComponent({ model, name, method, log }: NativeModelOptions): Component {
  const { estimator, wantedMethod, signature } = model;
  const chosen = chooseMethod(estimator, method ?? wantedMethod);
  const outputNames = nameOutputs(estimator, chosen.name);
  const byWhom = method === undefined ? ' (--method takes another)' : '';
  log.info(`${name}: ${estimator.name} runs natively and answers with ${chosen.name}${byWhom}`);
  const verbs = new Set<Verb>(chosen.name === 'transform' ? ['predict', 'transformInput'] : ['predict']);
  const { input } = estimator;
  const { run } = chosen;
  const outputs = openOutputs(estimator, chosen.name, (method ?? wantedMethod) !== undefined);
  let isClosed = false;
  return {
    name,
    info: {
      verbs,
      rawVerbs: new Set(),
      outputs: outputs.names,
      metadata: describeModel({ name, estimator, method: chosen.name, outputNames, signature }),
    },
    call(call: Call): Outcome {
      const [first] = call.inputs;
      if (first === undefined || !verbs.has(call.verb)) throw missingHook(name, call.verb);
      if (call.outputs !== undefined) return outputs.answer(call.outputs, toFeatures(first, input));
      const payload = toPayload(run(toFeatures(first, input)), chosen.name);
      return outputNames === undefined ? { payload } : { payload, names: outputNames };
    },
    isReady: () => !isClosed,
    close: () => {
      isClosed = true;
      return Promise.resolve();
    },
  };
}

function missingHook(name: string, verb: Verb): RadiantError {
  return new RadiantError('UNIMPLEMENTED', `${name} has no ${verb}`, { reason: 'HOOK_NOT_IMPLEMENTED' });
}
