/**
 * Works through the items with so many lanes at once, each with a resource of its own (a connection). Rejects with the
 * first failure; every resource is closed.
 */
export async function takeTurns<T, R extends { close(): void }>(
  lanes: number,
  items: Iterable<T>,
  open: () => Promise<R>,
  work: (resource: R, item: T) => Promise<void>,
): Promise<void> {
  const iterator = items[Symbol.iterator]();
  const run = async (): Promise<void> => {
    const resource = await open();
    try {
      for (let next = iterator.next(); next.done !== true; next = iterator.next()) await work(resource, next.value);
    } finally {
      resource.close();
    }
  };
  await Promise.all(Array.from({ length: lanes }, run));
}

/** The promise's value; rejects when it takes longer. */
export async function within<T>(timeoutMs: number, promise: Promise<T>, what: string): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`${what}: nothing after ${timeoutMs} ms`)), timeoutMs);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
