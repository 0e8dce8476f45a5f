import { inspect } from "node:util";
import { RunError } from "@pulumi/pulumi";
import { ConfigurationError } from "../../../components/shared/fault";

describe("ConfigurationError", () => {
  const error = new ConfigurationError([
    { path: "site.domain", problem: "is required" },
    { path: "site.host", problem: "is required", remedy: "Name one" },
  ]);

  test("tells every fault on a line of its own", () => {
    expect(error.message).toBe("The configuration has 2 faults; nothing has been changed:\n  site.domain: is required\n  site.host: is required. Name one");
  });

  test("counts one fault as one", () => {
    expect(new ConfigurationError([{ path: "site.domain", problem: "is required" }]).message).toBe(
      "The configuration has 1 fault; nothing has been changed:\n  site.domain: is required",
    );
  });

  test("is one that Pulumi tells without a stack", () => {
    expect(RunError.isInstance(error)).toBe(true);
  });

  test("is inspected by its message alone, whatever Pulumi hangs on it", () => {
    expect(inspect(Object.assign(error, { promise: { outputs: "many" } }), { depth: 10 })).toBe(error.message);
  });
});
