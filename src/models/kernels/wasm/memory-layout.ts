import { THREAD_SLOTS, type ThreadSlot } from './open-wasm.ts';

/** Gives out places in a memory one behind the other, on whole cache lines. */
export interface MemoryLayout {
  place(bytes: number): number;
  /** Room for a block of rows and for their answers: one for each thread where the memory is shared. Gives this thread's two. */
  placeBlock(xBytes: number, outBytes: number, sharing: 'shared' | ThreadSlot | undefined): readonly [number, number];
  size(): number;
}

/** The modules keep their stacks in the first page. */
const FIRST_BYTE = 65_536;

export function createLayout(): MemoryLayout {
  let next = FIRST_BYTE;
  const place = (bytes: number): number => {
    const at = next;
    next += Math.ceil(bytes / 64) * 64;
    return at;
  };
  return {
    place,
    placeBlock(xBytes, outBytes, sharing) {
      const slots = sharing === undefined ? 1 : THREAD_SLOTS;
      const places = Array.from({ length: slots }, (): readonly [number, number] => [place(xBytes), place(outBytes)]);
      return places[typeof sharing === 'object' ? sharing.slot : 0]!;
    },
    size: () => next,
  };
}
