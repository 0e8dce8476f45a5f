import { createRequire } from "node:module";
import { dirname } from "node:path";
import { Command, CommanderError } from "commander";
import { addCalendarCommand } from "./calendar";
import { addCheckCommand } from "./check";
import { addCiCommands } from "./ci";
import { exitCodeHelp, exitCodeOf, exitCodes, explain } from "./failure";
import { addMissingCommands, loadLocalCloud } from "./local-cloud";
import { addPluginCommands } from "./plugin";
import { addTrafficCommand } from "./traffic";

const manifest = createRequire(__filename).resolve("tlsup/package.json");
const { version } = createRequire(__filename)(manifest) as { version: string };

async function main(argv: readonly string[]): Promise<number> {
  const program = new Command("tlsup")
    .description("HTTPS for a web application on its own server, rehearsed on a cloud inside this machine.")
    .version(version)
    .addHelpText("after", exitCodeHelp)
    .exitOverride();
  const cloud = loadLocalCloud();
  if (cloud) cloud.addCommands(program);
  else addMissingCommands(program);
  addCheckCommand(program, cloud);
  addCalendarCommand(program, cloud);
  addCiCommands(program, cloud);
  addTrafficCommand(program, cloud);
  addPluginCommands(program, dirname(manifest));
  try {
    await program.parseAsync(argv);
    return exitCodes.ok;
  } catch (error) {
    // Commander has already printed the error, or the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    process.stderr.write(`${explain(error)}\n`);
    return exitCodeOf(error);
  }
}

void main(process.argv).then(async (code) => {
  // What a pipe has not taken yet would be lost. One that is closed takes no more.
  for (const stream of [process.stdout, process.stderr]) await new Promise((written) => stream.once("error", written).write("", written));
  process.exit(code);
});
