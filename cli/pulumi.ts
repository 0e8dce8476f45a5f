import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { parse } from "yaml";

/** The stack that a program has on the local cloud. */
export const localStack = "local";

/** A Pulumi program, and the environment that its commands run in. */
export interface Program {
  readonly root: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** The folder of the program that `directory` is a part of. */
export function findProgram(directory: string): string {
  for (let candidate = directory; ; candidate = dirname(candidate)) {
    if (existsSync(join(candidate, "Pulumi.yaml"))) return candidate;
    if (candidate === dirname(candidate)) throw new Error(`Cannot find a program in ${directory}: neither it nor a folder above holds a Pulumi.yaml`);
  }
}

/** Makes the program's stack on the local cloud unless it exists. */
export async function ensureStack(program: Program): Promise<void> {
  const select = (): Promise<unknown> => pulumiOutput(program, ["stack", "select", "--create", localStack]);
  try {
    await select();
  } catch (error) {
    if (!forgetEncryption(stackFile(program.root))) throw error;
    await select();
  }
}

/** `pulumi up` as a person would see it. */
export async function bringUp(program: Program): Promise<void> {
  const args = ["up", "--yes", "--skip-preview", "--stack", localStack];
  const child = spawn("pulumi", args, { cwd: program.root, env: program.environment, stdio: "inherit" });
  // Ctrl-C reaches the engine too, which then finishes what it has begun: this process outlasts it.
  const outlast = (): void => undefined;
  process.on("SIGINT", outlast);
  const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
  process.off("SIGINT", outlast);
  if (code !== 0) throw new Error(`Cannot bring the program in ${program.root} up: \`pulumi ${args.join(" ")}\` ended with ${signal ?? `exit code ${code}`}; the reason is above.`);
}

/** The outputs of a stack of the program; in place of a secret one stands `[secret]`. */
export async function stackOutputs(program: Program, stack: string): Promise<Record<string, unknown>> {
  return JSON.parse(await pulumiOutput(program, ["stack", "output", "--json", "--stack", stack])) as Record<string, unknown>;
}

async function pulumiOutput({ root, environment }: Program, args: readonly string[]): Promise<string> {
  try {
    return (await promisify(execFile)("pulumi", [...args, "--non-interactive"], { cwd: root, env: environment })).stdout;
  } catch (error) {
    const { stderr = "", code } = error as { stderr?: string; code?: unknown };
    const command = `pulumi ${args.join(" ")}`;
    if (code === "ENOENT") throw new Error(`Cannot run \`${command}\` as there is no \`pulumi\` on PATH: ${remedies.missing}`);
    // What Node says of a command that failed is what the command said.
    throw new Error(`Cannot run \`${command}\` in ${root}: ${stderr.trim()}${remedyOf(stderr)}`, stderr ? {} : { cause: error });
  }
}

const remedies = {
  missing: 'install Pulumi (https://www.pulumi.com/docs/install/), or run `eval "$(npx tlsup local env)"` first for a stack on the local cloud.',
  notUp: "The program has not been brought up on this local cloud: run `npx tlsup start`.",
  elsewhere: 'Log in to the backend that has the stack (`pulumi login`), or run `eval "$(npx tlsup local env)"` first for a stack on the local cloud.',
} as const;

/** What to do where this shell knows no stack of that name, or is not logged in. */
function remedyOf(stderr: string): string {
  if (stderr.includes(`no stack named '${localStack}'`)) return `\n${remedies.notUp}`;
  return /no stack named|PULUMI_ACCESS_TOKEN must be set|pulumi login/.test(stderr) ? `\n${remedies.elsewhere}` : "";
}

/** Where Pulumi keeps the configuration of the local stack. */
function stackFile(root: string): string {
  const { stackConfigDir = "" } = parse(readFileSync(join(root, "Pulumi.yaml"), "utf8")) as { stackConfigDir?: string };
  return join(root, stackConfigDir, `Pulumi.${localStack}.yaml`);
}

/**
 * A stack's file remembers its passphrase by `encryptionsalt`. One that came from somebody else's machine keeps the stack
 * from being made here; where nothing is encrypted with it, nothing is lost with it, and Pulumi writes a new one.
 */
function forgetEncryption(file: string): boolean {
  if (!existsSync(file)) return false;
  const text = readFileSync(file, "utf8");
  const others = text.replace(/^encryptionsalt:.*\n?/m, "");
  if (others === text || /^\s*secure:/m.test(text)) return false;
  writeFileSync(file, others);
  return true;
}
