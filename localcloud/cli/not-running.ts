import { CommandFailure, exitCodes } from "tlsup/cli";

/** A command needs the local cloud, which does not run. */
export class NotRunning extends CommandFailure {
  constructor(directory: string) {
    super(`The local cloud in ${directory} is not running: run \`tlsup local up\` first.`, exitCodes.notRunning);
  }
}
