import type { Input } from './component.ts';
import { joinColumns } from './join-columns.ts';
import type { NamedTensor } from './payload.ts';

/**
 * Named tensors as the input of a component: as they are for one that takes several; else the only one as it is; else one table
 * whose columns are the tensors, with their names. What is no table (see `joinColumns`) stays as it is.
 * `isTable` says that the caller sent columns, so that a single one is a table too.
 */
export function toInput(tensors: readonly NamedTensor[], takesTensors: boolean | undefined, isTable = false): Input {
  const [first] = tensors;
  if (takesTensors === true || first === undefined) return { payload: { kind: 'tensors', tensors }, names: [] };
  const isSingle = tensors.length === 1;
  if (isSingle && !isTable) return { payload: { kind: 'tensor', tensor: first.tensor }, names: [] };
  const table = joinColumns(tensors);
  if (table !== undefined) {
    return { payload: { kind: 'tensor', tensor: table }, names: tensors.map(({ name }) => name) };
  }
  return { payload: isSingle ? { kind: 'tensor', tensor: first.tensor } : { kind: 'tensors', tensors }, names: [] };
}
