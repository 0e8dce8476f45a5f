import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Finding } from "../../components/site/chain/codes";
import { root } from "./environment";

/** What `tlsup check --json` answers. */
export interface Checked {
  readonly code: number;
  readonly findings: readonly Finding[];
}

/** Looks at a stack of a program's folder, or at a URL, as a user does who has a program read the answer. */
export async function check(target: string, folder: string, environment: NodeJS.ProcessEnv = process.env): Promise<Checked> {
  const run = promisify(execFile)(process.execPath, [join(root, "bin", "tlsup.js"), "check", target, "--json"], { cwd: folder, env: environment });
  const { code, stdout, stderr } = await run.then(
    (output) => ({ code: 0, ...output }),
    (error: unknown) => error as { readonly code: number; readonly stdout: string; readonly stderr: string },
  );
  if (stdout === "") throw new Error(`tlsup check ${target} could not look: ${stderr}`);
  return { code, findings: (JSON.parse(stdout) as { readonly findings: readonly Finding[] }).findings };
}
