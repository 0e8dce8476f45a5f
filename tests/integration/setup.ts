import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { installTools } from "../support/tools";
import { shellEnvironment, tlsup } from "../support/environment";
import teardown from "./teardown";

/** A local cloud for the tests alone, set up as a user sets it up. What the machine lacks is installed or built; what cannot be had fails the run. */
export default function setup(): void {
  installTools();
  const directory = mkdtempSync(join(tmpdir(), "tlsup-tests-"));
  process.env.TLSUP_LOCAL_DIR = directory;
  // Jest tears nothing down when it is interrupted.
  process.once("SIGINT", () => {
    teardown();
    process.exit(130);
  });
  tlsup(directory, "local", "up");
  Object.assign(process.env, shellEnvironment(directory));
}
