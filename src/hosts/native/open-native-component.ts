import { type Log, RadiantError } from '../../base/index.ts';
import type { Call, Component, ComponentInfo, Outcome, Verb } from '../../payload/index.ts';
import { openOutputs, toOutcome } from './answer-outputs.ts';
import { chooseMethod } from './choose-method.ts';
import { describeModel } from './describe-model.ts';
import { nameOutputs } from './name-outputs.ts';
import { type LoadedModel, loadSource, type ModelSource } from './read-model-source.ts';
import { LEAST_BATCH_ROWS } from './threads/batch-cost.ts';
import { createRunner } from './threads/create-runner.ts';
import { toFeatures } from './to-features.ts';
import { type TriedExample, tryExample } from './try-example.ts';

export interface NativeModelOptions {
  readonly model: LoadedModel;
  /** What the component is called in metadata and on the doc page. */
  readonly name: string;
  /** Python name of the method that answers; undefined takes the best that the model has. */
  readonly method?: string | undefined;
  readonly log: Log;
  /** Threads that may compute large batches, so that other callers need not wait for them; started when needed. */
  readonly threads?: number;
}

export type NativeHostOptions = Omit<NativeModelOptions, 'model'> & { readonly source: ModelSource };

/**
 * Reads a model file without running anything of it, and serves one of its methods.
 * Throws INVALID_ARGUMENT: reasons of `loadModel`, or NO_SUCH_METHOD.
 */
export async function openNativeComponent({ source, ...options }: NativeHostOptions): Promise<Component> {
  return createNativeComponent({ ...options, model: await loadSource(source) });
}

/**
 * Serves one method of a model that was read already. Calls are answered without a promise, but for large batches, which
 * another thread computes. Throws NO_SUCH_METHOD.
 */
export function createNativeComponent({ model, name, method, log, threads }: NativeModelOptions): Component {
  const { estimator, wantedMethod, signature } = model;
  const chosen = chooseMethod(estimator, method ?? wantedMethod);
  const outputNames = nameOutputs(estimator, chosen.name);
  const byWhom = sayWhoChose(method, wantedMethod);
  log.info(`${name}: ${estimator.name} runs natively and answers with ${chosen.name}${byWhom}`);
  const verbs = new Set<Verb>(chosen.name === 'transform' ? ['predict', 'transformInput'] : ['predict']);
  const { input } = estimator;
  const tried = tryExample(input, chosen);
  const runner = createRunner(model, log, threads);
  const run = runner.forMethod(chosen.name);
  const outputs = openOutputs(estimator, runner, chosen.name, (method ?? wantedMethod) !== undefined);
  const [first = chosen.name] = outputs.names;
  const isFrame = first === 'transform' && estimator.transformsToColumns === true;
  let isClosed = false;
  return {
    name,
    info: {
      verbs,
      rawVerbs: new Set(),
      outputs: outputs.names,
      ...(isFrame ? {} : likenessOf(first === chosen.name ? tried : tryExample(input, chooseMethod(estimator, first)))),
      metadata: describeModel({ name, estimator, method: chosen.name, outputNames, signature, tried }),
    },
    call(call: Call): Outcome | Promise<Outcome> {
      const [first] = call.inputs;
      if (first === undefined || !verbs.has(call.verb)) throw missingHook(name, call.verb);
      const features = toFeatures(first, input);
      // Asking for the signal makes one, which few rows are not worth.
      const signal = features.rows < LEAST_BATCH_ROWS ? undefined : call.signal;
      if (call.outputs !== undefined) return outputs.answer(call.outputs, features, signal);
      const result = run(features, signal);
      return result instanceof Promise
        ? result.then((late) => toOutcome(chosen.name, late, outputNames))
        : toOutcome(chosen.name, result, outputNames);
    },
    isReady: () => !isClosed,
    close: (signal) => {
      isClosed = true;
      return runner.close(signal);
    },
  };
}

/** What the answer to the example is like; several arrays are not told. */
function likenessOf(tried: TriedExample | undefined): Pick<ComponentInfo, 'firstOutput'> {
  const result = tried?.result;
  if (result === undefined || !('dtype' in result)) return {};
  return { firstOutput: { dtype: result.dtype, shape: [-1, ...result.shape.slice(1)] } };
}

/** The end of the line that says what answers. */
function sayWhoChose(method: string | undefined, wantedMethod: string | undefined): string {
  if (method !== undefined) return '';
  return wantedMethod === undefined ? ' (--method takes another)' : ', as its MLmodel says (--method takes another)';
}

function missingHook(name: string, verb: Verb): RadiantError {
  return new RadiantError('UNIMPLEMENTED', `${name} has no ${verb}`, { reason: 'HOOK_NOT_IMPLEMENTED' });
}
