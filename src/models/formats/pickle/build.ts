import type { Described, DescribedObject } from '../described.ts';
import { malformed } from '../model-file-error.ts';
import { buildInPlace, isKind } from './reduce.ts';

const WRAPPER = 'NumpyArrayWrapper';

/** BUILD: sets an object's state. A dict becomes attributes; (dict, slots) both; anything else is kept as it is. */
export function buildObject(target: Described, state: Described): void {
  if (isKind(target, 'array') || isKind(target, 'dtype')) {
    buildInPlace(target, state);
    return;
  }
  if (!isKind(target, 'object')) throw malformed('the pickle sets the state of something that has none');
  const parts = isKind(state, 'tuple') && state.items.length === 2 ? state.items : [state];
  if (parts.every((part) => part === null || isKind(part, 'dict'))) {
    for (const part of parts) if (isKind(part, 'dict')) setAttributes(target, part.entries);
  } else {
    target.rawState = state;
  }
}

function setAttributes(target: DescribedObject, entries: ReadonlyMap<Described, Described>): void {
  for (const [name, value] of entries) {
    if (typeof name !== 'string')
      throw malformed(`an object of class ${target.name} has an attribute whose name is no text`);
    target.state.set(name, value);
  }
}

/** joblib announces an array by an object of this class; the array's bytes follow it in the file. */
export function isArrayWrapper(value: Described): value is DescribedObject {
  return isKind(value, 'object') && value.name === WRAPPER && value.module.split('.').includes('joblib');
}
