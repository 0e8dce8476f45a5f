import { writeSync } from "node:fs";

/** Checks of the code that failed before the tests began. */
const failedChecks = Number(process.env.TLSUP_FAILED_CHECKS ?? 0);

/** Ends a run with one line that a machine reads. A suite that could not run counts as failed, and so does a skipped test: nothing passes by not running. */
export default class Tally {
  onRunComplete(_contexts, { numPassedTests, numFailedTests, numRuntimeErrorTestSuites, numPendingTests, numTodoTests }) {
    this.failed = numFailedTests + numRuntimeErrorTestSuites + numPendingTests + numTodoTests + failedChecks;
    // Jest writes its own summary after the reporters were told.
    process.once("exit", () => writeSync(1, `${numPassedTests} passed, ${this.failed} failed\n`));
  }

  getLastError() {
    return this.failed > 0 ? new Error("not every test passed") : undefined;
  }
}
