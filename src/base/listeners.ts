/** Those who want to hear of an event that carries nothing but that it happened. */
export interface Listeners {
  /** From now on `listener` is told; the function that comes back ends that. */
  add(listener: () => void): () => void;
  tell(): void;
}

/** A list of listeners. One that leaves while all are told is not told any more. */
export function createListeners(): Listeners {
  const all = new Set<{ readonly tell: () => void }>();
  return {
    add(tell) {
      const entry = { tell };
      all.add(entry);
      return () => {
        all.delete(entry);
      };
    },
    tell() {
      for (const { tell } of all) tell();
    },
  };
}
