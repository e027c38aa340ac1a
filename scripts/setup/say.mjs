// What the scripts print. Everything goes to stderr, so that stdout stays the program's own.

/** One line, at once. */
export function say(text) {
  process.stderr.write(`${text}\n`);
}

/** Runs `work` and says how long it takes; while it takes long, a sign of life every ten seconds. */
export async function sayWhile(label, work) {
  const start = Date.now();
  const elapsed = () => `${((Date.now() - start) / 1000).toFixed(1)} s`;
  say(`${label} ...`);
  const timer = setInterval(() => say(`  still at it after ${elapsed()}: ${label}`), 10_000);
  try {
    const result = await work();
    say(`  done in ${elapsed()}`);
    return result;
  } finally {
    clearInterval(timer);
  }
}
