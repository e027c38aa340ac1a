import type { ModelDirectory, ServedModel } from './model-directory.ts';

/** The default versions of the models that are there now: nothing is woken for a description. */
export function listReadyModels(models: ModelDirectory): readonly ServedModel[] {
  const names = new Set(models.list().flatMap(({ name, state }) => (state === 'READY' ? [name] : [])));
  return [...names].flatMap((name) => {
    const found = models.find(name);
    return found instanceof Promise ? [] : [found];
  });
}
