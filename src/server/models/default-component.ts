import type { Component } from '../../payload/index.ts';
import type { ModelDirectory } from './model-directory.ts';

/** What callers reach who name no model: the only model of the directory. With several models each call says that one must be named. */
export function createDefaultComponent(models: ModelDirectory, name: string): Component {
  return {
    name,
    info: {
      verbs: new Set(['predict', 'transformInput', 'transformOutput', 'route', 'aggregate', 'sendFeedback']),
      rawVerbs: new Set(),
      metadata: undefined,
    },
    call(call) {
      const found = models.find(undefined);
      return found instanceof Promise ? found.then(({ service }) => service.run(call)) : found.service.run(call);
    },
    isReady: () => models.isAllReady(),
    watchReady: (listener) => models.watchReady(listener),
    close: () => Promise.resolve(),
  };
}
