import { runPodman } from "../../hosts/podman";
import { stopContainer } from "../../hosts/podman-commands";
import { mainMachine } from "../execution/machines";
import { changeSite } from "../execution/settings";
import type { Scenario } from "../scenario";

/** Source of the remedy: docs/guide.md, "A site on several hosts" and "Data on the machine". */
export const hostLost: Scenario = {
  name: "host-lost",
  about: "The machine of the site's `host` is dead, as after a power failure.",
  needs: () => undefined,
  async play(drill) {
    const machine = await mainMachine(drill);
    await drill.happens("The machine dies", () => runPodman(stopContainer(machine.container, 0)));
    const args = ["up", "--yes", "--replace", machine.urn];
    const { isDone, said } = await drill.runs({ told: "You run `pulumi up --replace` with the machine's URN", args, ends: "either" });
    if (isDone) return;
    drill.expect("a replacement is refused only as data is lost with the machine", said.includes("leaveDataOn"));
    changeSite(drill, (site) => ({ ...site, leaveDataOn: machine.id }));
    await drill.runs({ told: `You give its data up, by \`leaveDataOn: "${machine.id ?? ""}"\`, and run it again`, args });
  },
};
