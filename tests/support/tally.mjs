/** Ends a run with one line that a machine reads. A suite that could not run counts as a failure. */
export default class Tally {
  onRunComplete(_contexts, { numPassedTests, numFailedTests, numRuntimeErrorTestSuites, numPendingTests, numTodoTests }) {
    const failed = numFailedTests + numRuntimeErrorTestSuites + numPendingTests + numTodoTests;
    process.stdout.write(`${numPassedTests} passed, ${failed} failed\n`);
    this.failed = failed > 0;
  }

  /** A skipped test is a failed one: nothing may pass by not running. */
  getLastError() {
    return this.failed ? new Error("not every test passed") : undefined;
  }
}
