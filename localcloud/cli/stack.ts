import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { localStack, pulumiOutput, type Program } from "tlsup/cli";
import { settingsFile } from "../stage/execution/settings-file";

/** Creates the program's stack on the local cloud unless it exists. */
export async function ensureStack(program: Program): Promise<void> {
  const select = (): Promise<unknown> => pulumiOutput(program, ["stack", "select", "--create", localStack]);
  try {
    await select();
  } catch (error) {
    if (!forgetEncryption(settingsFile(program, localStack))) throw error;
    await select();
  }
}

/** `pulumi up` as a person would see it. */
export async function bringUp(program: Program): Promise<void> {
  const args = ["up", "--yes", "--skip-preview", "--stack", localStack];
  const child = spawn("pulumi", args, { cwd: program.root, env: program.environment, stdio: "inherit" });
  // Ctrl-C also reaches the engine, which then finishes its current operations: this process must outlast it.
  const outlast = (): void => undefined;
  process.on("SIGINT", outlast);
  const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
  process.off("SIGINT", outlast);
  if (code !== 0)
    throw new Error(
      `Cannot bring the program in ${program.root} up: \`pulumi ${args.join(" ")}\` ended with ${signal ?? `exit code ${code}`}; the reason is above.`,
    );
}

/**
 * A stack's file stores a check of its passphrase in `encryptionsalt`. With a salt from another machine, the stack cannot be
 * created here. If nothing is encrypted with it, it can be removed without loss, and Pulumi writes a new one.
 */
function forgetEncryption(file: string): boolean {
  if (!existsSync(file)) return false;
  const text = readFileSync(file, "utf8");
  const others = text.replace(/^encryptionsalt:.*\n?/m, "");
  if (others === text || /^\s*secure:/m.test(text)) return false;
  writeFileSync(file, others);
  return true;
}
