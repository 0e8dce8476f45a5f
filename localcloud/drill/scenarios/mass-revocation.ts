import { readFileSync } from "node:fs";
import { join } from "node:path";
import { renewalOf } from "../execution/renewal";
import type { Scenario } from "../scenario";
import { lackOfIssuer } from "../site";

/** Source of the remedy: docs/certificates.md, "lets-encrypt" and "certbot". */
export const massRevocation: Scenario = {
  name: "mass-revocation",
  about: "The CA is about to revoke the certificate, and suggests to renew it now (ARI).",
  needs: lackOfIssuer,
  async play(drill) {
    const renewal = await renewalOf(drill);
    const before = await renewal.served();
    await drill.happensUnnoticed("The CA suggests to renew now, and the hours pass after which it is asked again", async () => {
      await renewal.suggestNow();
      await renewal.askAgain();
    });
    await renewal.run("it asks the CA, and renews");
    drill.expect("the certificate is renewed by the first run after the CA suggests it", (await renewal.served()) !== before);
    if (!renewal.namesReplaced) return;
    const log = readFileSync(join(drill.instance.directory, "log", "acme.log"), "utf8");
    drill.expect("the order names the certificate that it replaces", log.includes("has been marked as replaced"));
  },
};
