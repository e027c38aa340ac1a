/** Test files of which every test starts Python. Single tests of other files say so themselves (tests/support/needs-python.ts). */
const PYTHON_TESTS = [
  'src/hosts/python/close.test.ts',
  'src/hosts/python/crash.test.ts',
  'src/hosts/python/held-answers.test.ts',
  'src/hosts/python/limits.test.ts',
  'src/hosts/python/micro-batch.test.ts',
  'src/hosts/python/output.test.ts',
  'src/hosts/python/real-worker.test.ts',
  'src/hosts/python/start.test.ts',
  'tests/checks/python-unittests.test.ts',
  'tests/clients/seldon-client.test.ts',
  'tests/conformance/conformance.test.ts',
  'tests/e2e/cluster-story.test.ts',
  'tests/e2e/user-mistakes.test.ts',
  'tests/faults/killed-workers.test.ts',
];

/** Splits test files into those that run on a machine without Python and those that are left out there. */
export function withoutPython(files) {
  return {
    run: files.filter((file) => !PYTHON_TESTS.includes(file)),
    leftOut: files.filter((file) => PYTHON_TESTS.includes(file)),
  };
}
