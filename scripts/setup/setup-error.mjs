/** Something the machine lacks, or a step that failed. The message says what mends it; no stack is shown. */
export class SetupError extends Error {}

/** Runs a script's main function: ends with its exit code, or with 1 and one clear message. */
export async function runScript(main) {
  try {
    process.exitCode = await main(process.argv.slice(2));
  } catch (thrown) {
    if (!(thrown instanceof SetupError)) throw thrown;
    process.stderr.write(`\n${thrown.message}\n`);
    process.exitCode = 1;
  }
}
