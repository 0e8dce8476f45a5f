import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import type { Program } from "../pulumi";
import { readPreview, type Preview } from "./changes";

/** What a command printed, and how it ended. */
interface Ended {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

/** What would be changed, by the program and the world as they are. A program that is refused is a preview with errors. */
export async function preview(program: Program, stack: string): Promise<Preview> {
  const { code, output, errors } = await runPulumi(program, ["preview", "--refresh", "--json", "--stack", stack]);
  const read = output.trimStart().startsWith("{") ? readPreview(output) : undefined;
  if (read === undefined || (code !== 0 && read.errors.length === 0)) throw new Error(`pulumi preview failed: ${errors.trim() || output.trim()}`);
  return read;
}

/** Makes the world as the program says, whoever changed it; what Pulumi says goes to this process's own output as it comes. */
export async function apply(program: Program, stack: string): Promise<void> {
  const { code, errors } = await runPulumi(program, ["up", "--refresh", "--yes", "--skip-preview", "--stack", stack], "shown");
  if (code !== 0) throw new Error(`pulumi up failed with exit code ${code}${errors.trim() === "" ? ": its output says why" : `: ${errors.trim()}`}`);
}

async function runPulumi({ root, environment }: Program, args: readonly string[], output: "kept" | "shown" = "kept"): Promise<Ended> {
  const child = spawn("pulumi", [...args, "--non-interactive", "--color", "never"], { cwd: root, env: environment, stdio: ["ignore", "pipe", "pipe"] });
  if (output === "shown") child.stdout.pipe(process.stdout, { end: false });
  const [kept, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close") as Promise<[number | null]>]);
  return { code: code ?? 1, output: kept, errors };
}
