import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import type { Program } from "../pulumi";
import { readPreview, type Preview } from "./changes";

/** A command's output and exit code. */
interface Ended {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

/** What would be changed, after a refresh. If the program is refused, the preview has errors. */
export async function preview(program: Program, stack: string): Promise<Preview> {
  const { code, output, errors } = await runPulumi(program, ["preview", "--refresh", "--json", "--stack", stack]);
  const read = output.trimStart().startsWith("{") ? readPreview(output) : undefined;
  if (read === undefined || (code !== 0 && read.errors.length === 0)) throw new Error(`pulumi preview failed: ${errors.trim() || output.trim()}`);
  return read;
}

/** Applies the program after a refresh, so that changes by hand are undone. Pulumi's output is shown immediately. */
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
