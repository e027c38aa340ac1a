/** Runs work that may answer at once, and calls `end` when it has ended, well or not. Nothing is awaited where nothing must be. */
export function runToEnd<T>(work: () => T | Promise<T>, end: () => void): T | Promise<T> {
  let result: T | Promise<T>;
  try {
    result = work();
  } catch (thrown) {
    end();
    throw thrown;
  }
  if (result instanceof Promise) return result.finally(end);
  end();
  return result;
}
