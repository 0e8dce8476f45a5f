import { spawn } from "node:child_process";
import { once } from "node:events";
import { root } from "../support/environment";

/** Commands that look at the code, by name: a program and its arguments. */
export type Checks = Readonly<Record<string, readonly [string, ...string[]]>>;

/** Runs checks side by side, and prints what those say that fail; returns their names. */
export async function failedChecks(checks: Checks, print: (text: string) => void): Promise<string[]> {
  const outcomes = await Promise.all(Object.entries(checks).map(async ([name, command]) => ({ name, output: await failure(command) })));
  const failed = outcomes.flatMap(({ name, output }) => (output === undefined ? [] : [{ name, output }]));
  for (const { name, output } of failed) print(`${name} failed:\n${output}\n`);
  return failed.map(({ name }) => name);
}

/** What a command said that failed. */
async function failure([program, ...args]: readonly [string, ...string[]]): Promise<string | undefined> {
  const child = spawn(program, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  return code === 0 ? undefined : output;
}
