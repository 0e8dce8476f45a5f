import { writeSync } from "node:fs";
import { relative } from "node:path";

/** How many of the slowest files to list. */
const shown = 10;

/** The failures of a file, or of a run. A file that could not run counts as failed, and so does a skipped test: nothing passes by not running. */
const failures = ({ numFailingTests, numPendingTests, numTodoTests, testExecError }) =>
  numFailingTests + numPendingTests + numTodoTests + (testExecError ? 1 : 0);

const nameOf = (path) => relative(process.cwd(), path);

/** Ends a run with the slowest files and one line for programs, and reports progress to the process that watches the run, if there is one. */
export default class Tally {
  onRunStart({ numTotalTestSuites }) {
    process.send?.({ files: numTotalTestSuites });
  }

  onTestFileStart({ path }) {
    process.send?.({ began: nameOf(path) });
  }

  onTestFileResult({ path }, result) {
    process.send?.({ ended: nameOf(path), passed: result.numPassingTests, failed: failures(result) });
  }

  onRunComplete(_contexts, { numPassedTests, numFailedTests, numRuntimeErrorTestSuites, numPendingTests, numTodoTests, testResults }) {
    this.failed = numFailedTests + numRuntimeErrorTestSuites + numPendingTests + numTodoTests;
    const slowest = testResults
      .map(({ testFilePath, perfStats }) => ({ name: nameOf(testFilePath), seconds: perfStats.runtime / 1000 }))
      .sort((one, other) => other.seconds - one.seconds)
      .slice(0, shown)
      .map(({ name, seconds }) => `${seconds.toFixed(1).padStart(7)} s  ${name}\n`);
    // Jest writes its own summary after the reporters have finished.
    process.once("exit", () =>
      writeSync(1, `${slowest.length > 1 ? `Slowest files:\n${slowest.join("")}` : ""}${numPassedTests} passed, ${this.failed} failed\n`),
    );
  }

  getLastError() {
    return this.failed > 0 ? new Error("not every test passed") : undefined;
  }
}
