import type { Command } from "commander";
import { findProgram, localStack, stackOutputs } from "tlsup/cli";
import { localDirectory } from "../instance";
import { showProgress } from "../progress";
import { commandEnvironment } from "./environment";
import { prove } from "./prove";
import { setUp } from "./set-up";
import { bringUp, ensureStack } from "./stack";

/** `tlsup start`, which `npm start` runs. */
export function addStartCommand(program: Command): void {
  program
    .command("start")
    .description("set up what is missing, bring this program up on the local cloud, and prove that it answers")
    .action(async () => {
      process.stdout.write(await start(process.cwd()));
    });
}

/** Brings the program of `directory` up on the local cloud; returns a text about what to do with it. */
async function start(directory: string): Promise<string> {
  const progress = showProgress(process.stderr);
  const root = findProgram(directory);
  const { instance, toolchain } = await setUp(localDirectory(process.env), progress);
  const program = { root, environment: commandEnvironment(instance, toolchain) };
  await ensureStack(program);
  await bringUp(program);
  const { url, chain } = await stackOutputs(program, localStack);
  if (typeof url !== "string") throw new Error(`Cannot prove that the program in ${root} answers: it has no output \`url\``);
  return progress.step(`asking for ${url}`, () => prove(instance, { url, chain }));
}
