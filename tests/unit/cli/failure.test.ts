import { checkExitCodes, CommandFailure, exitCodeHelp, exitCodeOf, exitCodes, explain } from "../../../cli/failure";

test("a command ends with the code of its failure, and with 1 for any other", () => {
  expect([new CommandFailure("not running", 3), new Error("other"), "text"].map(exitCodeOf)).toEqual([3, 1, 1]);
});

test("the help tells what each exit code means", () => {
  const { ok, failed, usage, notRunning } = exitCodes;
  for (const line of [`  ${ok}  done`, `  ${failed}  failed;`, `  ${usage}  the command line is wrong`, `  ${notRunning}  the local cloud is not running`])
    expect(exitCodeHelp).toContain(`\n${line}`);
  const { fine, findings, couldNotLook } = checkExitCodes;
  expect(exitCodeHelp).toContain(`\n${fine} nothing is wrong, ${findings} there are findings, ${couldNotLook} it could not look.`);
});

test.each<[unknown, string]>([
  ["a text", "a text"],
  [new Error("it failed"), "it failed"],
  [new Error("it failed", { cause: new Error("the disk is full") }), "it failed\n  because: the disk is full"],
  [new Error("it failed: the disk is full", { cause: new Error("the disk is full") }), "it failed: the disk is full"],
  [new Error("one", { cause: new Error("two", { cause: "three" }) }), "one\n  because: two\n  because: three"],
])("%p is explained with its causes, each once", (error, text) => {
  expect(explain(error)).toBe(text);
});
