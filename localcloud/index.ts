import type { LocalCloud } from "tlsup/cli";
import { commandEnvironment, running } from "./cli/environment";
import { addDrillCommand } from "./cli/drill";
import { addLocalCommands } from "./cli/local";
import { addRehearseCommand, rehearseOnce } from "./cli/rehearse";
import { addStartCommand } from "./cli/start";
import { watching } from "./cli/watching";
import { localDirectory } from "./instance";
import { verdict } from "./rehearsal/rehearsal";
import { renderRehearsal } from "./rehearsal/report";

/** The interface that `tlsup` loads. */
export const localCloud: LocalCloud = {
  addCommands: (program) => {
    addStartCommand(program);
    addLocalCommands(program);
    addRehearseCommand(program);
    addDrillCommand(program);
  },
  watching,
  environment: () => {
    const { instance, toolchain } = running(localDirectory(process.env));
    return commandEnvironment(instance, toolchain);
  },
  rehearse: async (stack, base) => {
    const observed = await rehearseOnce(stack, { base, zone: [] });
    const findings = verdict(observed);
    return { report: renderRehearsal(observed, findings), isGood: findings.length === 0 };
  },
};
