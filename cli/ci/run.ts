import { complaintOf, diagnosticsOf, runPulumi, type Program } from "../pulumi";
import { readPreview, type Preview } from "./changes";

/** What would be changed, after a refresh. If the program is refused, the preview has errors. */
export async function preview(program: Program, stack: string): Promise<Preview> {
  const { code, output, errors } = await runPulumi(program, ["preview", "--refresh", "--json", "--show-replacement-steps", "--stack", stack]);
  const read = output.trimStart().startsWith("{") ? readPreview(output) : undefined;
  if (read === undefined || (code !== 0 && read.errors.length === 0)) throw new Error(`pulumi preview failed: ${complaintOf({ errors }) || output.trim()}`);
  return read;
}

/**
 * Applies the program, unless its preview is refused. A refresh before it has changes by hand undone; without one only what is due is changed. Pulumi's
 * output is shown immediately.
 */
export async function apply(program: Program, stack: string, refresh = true): Promise<void> {
  const ended = await runPulumi(program, ["up", ...(refresh ? ["--refresh"] : []), "--yes", "--stack", stack], "shown");
  if (ended.code === 0) return;
  throw new Error(`pulumi up failed with exit code ${ended.code}: ${complaintOf(ended) || (diagnosticsOf(ended) ?? "its output says why")}`);
}
