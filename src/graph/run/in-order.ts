/**
 * Starts all at once and gives what they gave, in order. When some fail the others still end; then the first in order that failed is
 * thrown. Answers at once when all do.
 */
export function inOrder<T>(starts: readonly (() => T | Promise<T>)[]): T[] | Promise<T[]> {
  const results: (T | Promise<T>)[] = [];
  let waits = false;
  let failed: { readonly thrown: unknown } | undefined;
  for (const start of starts) {
    try {
      const result = start();
      if (result instanceof Promise) waits = true;
      results.push(result);
    } catch (thrown) {
      if (!waits) failed ??= { thrown };
      results.push(refused(thrown));
    }
  }
  if (waits) return settle(results);
  if (failed !== undefined) throw failed.thrown;
  return results as T[];
}

/** Looked at later, with the others. */
function refused(thrown: unknown): Promise<never> {
  const promise = Promise.reject(thrown);
  promise.catch(() => {});
  return promise;
}

async function settle<T>(results: readonly (T | Promise<T>)[]): Promise<T[]> {
  const settled = await Promise.allSettled(results);
  return settled.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value as T;
  });
}
