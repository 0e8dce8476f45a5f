import { spawn } from "node:child_process";
import { once } from "node:events";
import { dirname } from "node:path";
import { text } from "node:stream/consumers";
import { projectFile } from "../components/shared/execution/project-file";

/** The name of a program's stack on the local cloud. */
export const localStack = "local";

/** A Pulumi program, and the environment that its commands run in. */
export interface Program {
  readonly root: string;
  readonly environment: NodeJS.ProcessEnv;
  /**
   * Kills its commands, with all processes that they started.
   * @default they end by themselves
   */
  readonly signal?: AbortSignal;
}

/** The folder of the program that contains `directory`. */
export function findProgram(directory: string): string {
  for (let candidate = directory; ; candidate = dirname(candidate)) {
    if (projectFile(candidate) !== undefined) return candidate;
    if (candidate === dirname(candidate)) throw new Error(`Cannot find a program in ${directory}: neither it nor a folder above holds a Pulumi.yaml`);
  }
}

/** The outputs of a stack. A secret one is replaced by `[secret]`. */
export async function stackOutputs(program: Program, stack: string): Promise<Record<string, unknown>> {
  return JSON.parse(await pulumiOutput(program, ["stack", "output", "--json", "--stack", stack])) as Record<string, unknown>;
}

/** Runs `pulumi`, and returns its output. @throws an error with Pulumi's own words if it fails. */
export async function pulumiOutput(program: Program, args: readonly string[]): Promise<string> {
  const ended = await runPulumi(program, args);
  if (ended.code === 0) return ended.output;
  throw new Error(`Cannot run \`pulumi ${args.join(" ")}\` in ${program.root}: ${complaintOf(ended) || `exit code ${String(ended.code)}`}`);
}

/** A command's output and exit code. */
export interface Ended {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

/** Runs `pulumi`, which may fail. Output that is `shown` goes to this process's own output immediately. @throws if there is no such program. */
export async function runPulumi({ root, environment, signal }: Program, args: readonly string[], output: "kept" | "shown" = "kept"): Promise<Ended> {
  signal?.throwIfAborted();
  const child = spawn("pulumi", [...args, "--non-interactive", "--color", "never"], {
    cwd: root,
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
    // A process group of its own, which can be killed as a whole.
    detached: signal !== undefined,
  });
  const kill = (): void => killGroup(child.pid);
  signal?.addEventListener("abort", kill);
  if (output === "shown") child.stdout.pipe(process.stdout, { end: false });
  try {
    const [kept, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close") as Promise<[number | null]>]);
    signal?.throwIfAborted();
    return { code: code ?? 1, output: kept, errors };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw new Error(`Cannot run \`pulumi ${args.join(" ")}\` as there is no \`pulumi\` on PATH: ${remedies.missing}`, { cause: error });
  } finally {
    signal?.removeEventListener("abort", kill);
  }
}

function killGroup(leader: number | undefined): void {
  try {
    if (leader !== undefined) process.kill(-leader, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** Pulumi's own words about what failed, and what to do if this shell does not know the stack. Empty if it printed nothing. */
export function complaintOf({ errors }: Pick<Ended, "errors">): string {
  return `${errors.trim()}${remedyOf(errors)}`;
}

/** What the engine says at the end of a run that failed, without the run's progress or the preview before it; undefined if it did not get that far. */
export function diagnosticsOf({ output }: Pick<Ended, "output">): string | undefined {
  const run = output.split(/^Updating\b/m).at(-1) ?? "";
  return /^Diagnostics:\s*(.*?)\n\n(?=Outputs:|Resources:)/ms.exec(run)?.[1];
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
