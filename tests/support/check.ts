import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Finding } from "../../components/site/chain/codes";
import { root } from "./environment";

/** The output of `tlsup check --json`. */
export interface Checked {
  readonly code: number;
  readonly findings: readonly Finding[];
}

/** A command's output and exit code. */
export interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `tlsup` in a program's folder, as a user does. */
export function tlsupIn(folder: string, environment: NodeJS.ProcessEnv, ...args: readonly string[]): Promise<Said> {
  return promisify(execFile)(process.execPath, [join(root, "bin", "tlsup.js"), ...args], { cwd: folder, env: environment }).then(
    (output) => ({ code: 0, ...output }),
    (error: unknown) => error as Said,
  );
}

/** Runs `tlsup check --json` for a stack of a program's folder, or for a URL. */
export async function check(target: string, folder: string, environment: NodeJS.ProcessEnv = process.env): Promise<Checked> {
  const { code, stdout, stderr } = await tlsupIn(folder, environment, "check", target, "--json");
  if (stdout === "") throw new Error(`tlsup check ${target} could not look: ${stderr}`);
  return { code, findings: (JSON.parse(stdout) as { readonly findings: readonly Finding[] }).findings };
}
