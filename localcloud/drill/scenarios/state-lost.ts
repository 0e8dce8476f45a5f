import { setTimeout as sleep } from "node:timers/promises";
import { pulumiOutput } from "tlsup/cli";
import { deleteByApi } from "../execution/delete-by-api";
import { deleteMachine, machinesOf } from "../execution/machines";
import { resourcesOf } from "../execution/state";
import { up, type Scenario } from "../scenario";
import { isAtCloudflare } from "../site";

/** How long some part of the edge may still pass visitors on to an address that left its record. Source: docs/guide.md, "Another machine". */
const grace = 10_000;

/** Source of the remedy: docs/import.md, "A state that is lost". */
export const stateLost: Scenario = {
  name: "state-lost",
  about: "The stack's state is gone, and with it the only key for its machine.",
  needs(site) {
    if (!isAtCloudflare(site)) return "records that the stack makes: `proxy.provider: cloudflare`";
    return site.lockdown === true ? "a site without `lockdown`: with it, you change the stack's settings before and after" : undefined;
  },
  async play(drill) {
    const { program, stack } = drill;
    const { CLOUDFLARE_BASE_URL: api = "", CLOUDFLARE_API_TOKEN: token = "" } = program.environment;
    const machines = await machinesOf(drill);
    const records = await resourcesOf(drill, "cloudflare:index/dnsRecord:DnsRecord");
    await drill.happensUnnoticed("The state is lost", async () => {
      await pulumiOutput(program, ["stack", "rm", "--force", "--yes", "--preserve-config", stack]);
      await pulumiOutput(program, ["stack", "init", stack]);
    });
    await drill.runs({ told: "You run `pulumi up`: it makes another machine, and a record beside the old one", args: up, harmless: true });
    await drill.does("You delete the old records by hand", async () => {
      for (const { id = "", outputs } of records) await deleteByApi(`${api}/zones/${String(outputs?.zoneId)}/dns_records/${id}`, token);
      await sleep(grace);
    });
    await drill.does("Ten seconds later you delete the old machine by hand, with what is on it", () =>
      Promise.all(machines.map((machine) => deleteMachine(drill, machine))),
    );
    await drill.runs({ told: "You run `pulumi up` again: there is nothing to do", args: [...up, "--expect-no-changes"], harmless: true });
  },
};
