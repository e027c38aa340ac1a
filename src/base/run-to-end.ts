/** Runs work that may answer at once, and tells `end` when it has ended, and whether well. Nothing is awaited where nothing must be. */
export function runToEnd<T>(work: () => T | Promise<T>, end: (isGood: boolean) => void): T | Promise<T> {
  let result: T | Promise<T>;
  try {
    result = work();
  } catch (thrown) {
    end(false);
    throw thrown;
  }
  if (result instanceof Promise) {
    return result.then(
      (value) => {
        end(true);
        return value;
      },
      (thrown: unknown) => {
        end(false);
        throw thrown;
      },
    );
  }
  end(true);
  return result;
}
