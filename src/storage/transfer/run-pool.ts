/**
 * Runs the jobs with at most `width` under way. After the first failure nothing new starts, what runs is waited for, and the failure is
 * thrown; `stop` is called so that what runs can end early.
 */
export async function runPool<T>(
  jobs: readonly T[],
  width: number,
  run: (job: T) => Promise<void>,
  stop: (thrown: unknown) => void,
): Promise<void> {
  let next = 0;
  const failures: unknown[] = [];
  const work = async (): Promise<void> => {
    while (failures.length === 0 && next < jobs.length) {
      const job = jobs[next] as T;
      next += 1;
      try {
        await run(job);
      } catch (thrown) {
        if (failures.push(thrown) === 1) stop(thrown);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, jobs.length) }, work));
  if (failures.length > 0) throw failures[0];
}
