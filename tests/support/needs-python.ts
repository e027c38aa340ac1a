/**
 * Options of a test that starts Python. `npm test` sets the variable on a machine that has none: the test is then skipped,
 * and the report says why.
 */
export const NEEDS_PYTHON = {
  skip: process.env.RADIANT_TEST_WITHOUT_PYTHON === undefined ? false : 'needs Python, which this machine has not',
} as const;
