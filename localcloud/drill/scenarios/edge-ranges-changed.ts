import { rmSync, writeFileSync } from "node:fs";
import { pulumiOutput } from "tlsup/cli";
import { edgeRangesFile } from "../../daemon/edge-ranges";
import { resourcesOf } from "../execution/state";
import { up, type Scenario } from "../scenario";
import { isProxied } from "../site";

/** A documentation address (RFC 5737), which no local cloud uses. */
const elsewhere = "192.0.2.0/24";

/** Source of the remedy: docs/guide.md, "What happens on `pulumi up`". */
export const edgeRangesChanged: Scenario = {
  name: "edge-ranges-changed",
  about: "Cloudflare's list of addresses loses those that the edge comes from, and gains others.",
  needs: (site) => (isProxied(site) ? undefined : "the edge: `proxy.provider: cloudflare`, proxied"),
  async play(drill) {
    const { instance, program, stack } = drill;
    const list = (...ranges: readonly string[]): void => writeFileSync(edgeRangesFile(instance), `${ranges.join("\n")}\n`);
    const [ranges] = await resourcesOf(drill, "tlsup:index:EdgeRanges");
    const forgetting = [...up, "--replace", ranges?.urn ?? ""];
    try {
      list(elsewhere);
      await drill.runs({ told: "The list loses the edge's own addresses, and you run `pulumi up`: they stay admitted", args: up, harmless: true });
      // What a host sees when the edge moves to addresses that its firewall does not admit yet.
      await drill.happens("The edge comes from addresses that the list did not have at the last `pulumi up`", () =>
        pulumiOutput(program, [...forgetting, "--stack", stack]),
      );
      list(elsewhere, `${instance.gateway}/32`);
      await drill.runs({ told: "You run `pulumi up`", args: up });
    } finally {
      rmSync(edgeRangesFile(instance));
    }
    await drill.runs({
      told: "You forget what is not listed any more: `pulumi up --replace` with the URN of the `EdgeRanges`",
      args: forgetting,
      harmless: true,
    });
  },
};
