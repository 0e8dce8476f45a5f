import { execFileSync } from "node:child_process";
import { join } from "node:path";

export const root = join(__dirname, "..", "..");

/** Runs `tlsup` as a user does, with another folder for the local cloud's state; returns what it printed. */
export function tlsup(directory: string, ...args: string[]): string {
  return execFileSync(process.execPath, [join(root, "bin", "tlsup.js"), ...args], {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, TLSUP_LOCAL_DIR: directory },
    stdio: ["ignore", "pipe", "inherit"],
  });
}

/** The variables of a shell that has evaluated `tlsup local env`. */
export function shellEnvironment(directory: string): NodeJS.ProcessEnv {
  // On standard input, as the variables contain tokens.
  const output = execFileSync("sh", [], {
    input: `${tlsup(directory, "local", "env")}env -0`,
    encoding: "utf8",
    env: { ...process.env, TLSUP_LOCAL_DIR: directory },
  });
  return Object.fromEntries(
    output.split("\0").flatMap((line) => (line.includes("=") ? [[line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)] as const] : [])),
  );
}
