import { isTree } from "../../stage/settings";
import { mainMachine, onMachine } from "../execution/machines";
import { changeSite } from "../execution/settings";
import { up, type Scenario } from "../scenario";

/** A small file system with the site's releases on it, which is full. */
const fill = `set -e
cp --archive /opt/tlsup /root/kept
mount -t tmpfs -o size=32m tmpfs /opt/tlsup
cp --archive /root/kept/. /opt/tlsup/
dd if=/dev/zero of=/opt/tlsup/ballast bs=4k status=none || true
truncate --size=-8k /opt/tlsup/ballast`;
const free = "rm /opt/tlsup/ballast";
/** What is in force, with all that it is made of. */
const inForce = "cd /opt/tlsup; readlink -f */current; find . -path '*/releases/*' -type f ! -name ballast | sort | xargs sha256sum";

/** Source: docs/guide.md, "What a push answers". */
export const diskFull: Scenario = {
  name: "disk-full",
  about: "The host's disk is full when a change is pushed.",
  needs: () => undefined,
  async play(drill) {
    const machine = await mainMachine(drill);
    await drill.happensUnnoticed("The disk of the host is full", () => onMachine(machine, fill));
    const before = await onMachine(machine, inForce);
    changeSite(drill, (site) => ({ ...site, server: { ...(isTree(site.server) && site.server), hsts: { maxAge: 300 } } }));
    const { said } = await drill.runs({ told: "You change a setting, and run `pulumi up`: it is refused", args: up, ends: "refused", harmless: true });
    drill.expect("the refusal names the full disk", said.includes("disk full"));
    drill.expect("a refused push leaves everything on the host as it was", (await onMachine(machine, inForce)) === before);
    await drill.does("You make room", () => onMachine(machine, free));
    await drill.runs({ told: "You run `pulumi up` again", args: up, harmless: true });
    drill.expect("the push is done when there is room", (await onMachine(machine, inForce)) !== before);
  },
};
