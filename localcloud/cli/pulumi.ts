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
    if (candidate === dirname(candidate)) throw new Error(`Cannot start a program in ${directory}: neither it nor a folder above holds a Pulumi.yaml`);
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
    const { stderr = "" } = error as { stderr?: string };
    // What Node says of a command that failed is what the command said.
    throw new Error(`Cannot run \`pulumi ${args.join(" ")}\` in ${root}: ${stderr.trim()}`, stderr ? {} : { cause: error });
  }
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
