import type { Environment } from '../base/index.ts';

/** Whether a stream may get colours: a terminal that can show them, and nobody who objects. */
export function hasColour(stream: { readonly isTTY?: boolean }, environment: Environment): boolean {
  return stream.isTTY === true && !environment.NO_COLOR && environment.TERM !== 'dumb';
}
