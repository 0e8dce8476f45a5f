import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

/** The name of a program's stack on the local cloud. */
export const localStack = "local";

/** A Pulumi program, and the environment that its commands run in. */
export interface Program {
  readonly root: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** The folder of the program that contains `directory`. */
export function findProgram(directory: string): string {
  for (let candidate = directory; ; candidate = dirname(candidate)) {
    if (existsSync(join(candidate, "Pulumi.yaml"))) return candidate;
    if (candidate === dirname(candidate)) throw new Error(`Cannot find a program in ${directory}: neither it nor a folder above holds a Pulumi.yaml`);
  }
}

/** The outputs of a stack. A secret one is replaced by `[secret]`. */
export async function stackOutputs(program: Program, stack: string): Promise<Record<string, unknown>> {
  return JSON.parse(await pulumiOutput(program, ["stack", "output", "--json", "--stack", stack])) as Record<string, unknown>;
}

/** Runs `pulumi`, and returns its output. */
export async function pulumiOutput({ root, environment }: Program, args: readonly string[]): Promise<string> {
  try {
    return (await promisify(execFile)("pulumi", [...args, "--non-interactive"], { cwd: root, env: environment })).stdout;
  } catch (error) {
    const { stderr = "", code } = error as { stderr?: string; code?: unknown };
    const command = `pulumi ${args.join(" ")}`;
    if (code === "ENOENT") throw new Error(`Cannot run \`${command}\` as there is no \`pulumi\` on PATH: ${remedies.missing}`);
    // Node's own error only repeats what the command printed, so it is the cause only if that is nothing.
    throw new Error(`Cannot run \`${command}\` in ${root}: ${stderr.trim()}${remedyOf(stderr)}`, stderr ? {} : { cause: error });
  }
}

const remedies = {
  missing: 'install Pulumi (https://www.pulumi.com/docs/install/), or run `eval "$(npx tlsup local env)"` first for a stack on the local cloud.',
  notUp: "The program has not been brought up on this local cloud: run `npx tlsup start`.",
  elsewhere: 'Log in to the backend that has the stack (`pulumi login`), or run `eval "$(npx tlsup local env)"` first for a stack on the local cloud.',
} as const;

/** What to do if this shell has no stack of that name, or is not logged in. */
function remedyOf(stderr: string): string {
  if (stderr.includes(`no stack named '${localStack}'`)) return `\n${remedies.notUp}`;
  return /no stack named|PULUMI_ACCESS_TOKEN must be set|pulumi login/.test(stderr) ? `\n${remedies.elsewhere}` : "";
}
