import { Command, CommanderError } from "commander";
import { packageVersion } from "../package";
import { addCheckCommand } from "./check";
import { exitCodeHelp, exitCodeOf, exitCodes, explain } from "./failure";
import { addLocalCommands } from "./local";
import { addStartCommand } from "./start";

async function main(argv: readonly string[]): Promise<number> {
  const program = new Command("tlsup")
    .description("HTTPS for a web application on its own server, rehearsed on a cloud inside this machine.")
    .version(packageVersion)
    .addHelpText("after", exitCodeHelp)
    .exitOverride();
  addStartCommand(program);
  addLocalCommands(program);
  addCheckCommand(program);
  try {
    await program.parseAsync(argv);
    return exitCodes.ok;
  } catch (error) {
    // Commander has told the user already what is wrong, or what was asked of it.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    process.stderr.write(`${explain(error)}\n`);
    return exitCodeOf(error);
  }
}

void main(process.argv).then((code) => process.exit(code));
