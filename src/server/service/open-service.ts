import { createListeners, type Log, RadiantError, type UnitSettings } from '../../base/index.ts';
import { METHOD_LABEL, type Metrics } from '../../observe/index.ts';
import type { Call, Component, CustomMetric, Outcome, Verb } from '../../payload/index.ts';
import { checkRoute } from './check-route.ts';
import { defaultOutcome } from './default-outcome.ts';
import { mergeMetadata } from './merge-metadata.ts';
import type { Service } from './service.ts';

export interface ServiceOptions {
  readonly component: Component;
  readonly settings: UnitSettings;
  readonly metrics: Metrics;
  readonly log: Log;
}

/** Puts a component behind the rules that every door shares. Throws INVALID_ARGUMENT when MODEL_METADATA cannot be read. */
export function openService(options: ServiceOptions): Service {
  const { component, settings, metrics, log } = options;
  const { verbs, rawVerbs, rawOnly } = component.info;
  const watching = createListeners();
  let draining = false;
  const finish = (call: Call, outcome: Outcome): Outcome => {
    if (call.feedback !== undefined && settings.rewardMetrics) recordReward(metrics, call.feedback.reward);
    return finishOutcome(metrics, call.verb, outcome);
  };
  return {
    component,
    settings,
    metrics,
    log,
    metadata: mergeMetadata(component.info.metadata, settings, log),
    isReady: () => !draining && component.isReady(),
    drain: () => {
      draining = true;
      watching.tell();
    },
    watchReady(listener) {
      const leave = watching.add(listener);
      const leaveComponent = component.watchReady?.(listener);
      return () => {
        leave();
        leaveComponent?.();
      };
    },
    wantsMessage(verb, encoding) {
      if (!rawVerbs.has(verb)) return false;
      const only = rawOnly?.get(verb);
      return only === undefined || only === (encoding === 'protobuf' ? 'protobuf' : 'json');
    },
    run(call) {
      if (call.verb === 'aggregate' && call.inputs.length === 0 && verbs.has('aggregate')) throw nothingToCombine();
      const outcome =
        verbs.has(call.verb) || rawVerbs.has(call.verb) ? callHook(component, call) : callDefault(component, call);
      return outcome instanceof Promise ? outcome.then((done) => finish(call, done)) : finish(call, outcome);
    },
    stream(call) {
      const outcomes = component.stream?.(call);
      return outcomes === undefined ? undefined : finishEach(metrics, call.verb, outcomes);
    },
  };
}

async function* finishEach(metrics: Metrics, verb: Verb, outcomes: AsyncIterable<Outcome>): AsyncIterable<Outcome> {
  for await (const outcome of outcomes) yield finishOutcome(metrics, verb, outcome);
}

function callHook(component: Component, call: Call): Outcome | Promise<Outcome> {
  try {
    const outcome = component.call(call);
    return outcome instanceof Promise ? outcome.catch((thrown) => replaceMissing(thrown, call)) : outcome;
  } catch (thrown) {
    return replaceMissing(thrown, call);
  }
}

/**
 * A component that lacks the hook is asked nevertheless: its tags, metrics and class names belong to the default answer too.
 * One that has none of them says HOOK_NOT_IMPLEMENTED.
 */
function callDefault(component: Component, call: Call): Outcome | Promise<Outcome> {
  return call.verb === 'route' || call.verb === 'aggregate' ? defaultOutcome(call) : callHook(component, call);
}

function replaceMissing(thrown: unknown, call: Call): Outcome {
  if (thrown instanceof RadiantError && thrown.reason === 'HOOK_NOT_IMPLEMENTED') return defaultOutcome(call);
  throw thrown;
}

/** A combiner of nothing has no answer, and user code that takes the first message would fail at a place that says little. */
function nothingToCombine(): RadiantError {
  return new RadiantError(
    'INVALID_ARGUMENT',
    'aggregate needs at least one message, but the list of messages is empty',
    { reason: 'MICROSERVICE_BAD_DATA' },
  );
}

/** NaN and infinities would spoil the sum for ever; a reward of 0 is not counted, as Seldon does. */
function recordReward(metrics: Metrics, reward: number): void {
  if (reward !== 0 && Number.isFinite(reward)) metrics.recordFeedback(reward);
}

function finishOutcome(metrics: Metrics, verb: Verb, outcome: Outcome): Outcome {
  const checked = verb === 'route' && outcome.payload.kind !== 'message' ? checkRoute(outcome) : outcome;
  if (checked.metrics === undefined || checked.metrics.length === 0) return checked;
  metrics.recordCustom(verb, checked.metrics);
  return { ...checked, metrics: checked.metrics.map((metric) => nameMethod(metric, verb)) };
}

/** Users see the method among the tags of a metric in the answer, where it has tags. */
function nameMethod(metric: CustomMetric, verb: Verb): CustomMetric {
  return metric.tags === undefined ? metric : { ...metric, tags: { ...metric.tags, method: METHOD_LABEL[verb] } };
}
