import { readFileSync } from "node:fs";
import { join } from "node:path";
import { moveRenewal, servedCertificate, suggestNow } from "../execution/certificate";
import { up, type Scenario } from "../scenario";
import { isOrderedByUp } from "../site";

/** Source of the remedy: docs/certificates.md, "lets-encrypt". */
export const massRevocation: Scenario = {
  name: "mass-revocation",
  about: "The CA is about to revoke the certificate, and suggests to renew it now (ARI).",
  needs: (site) => (isOrderedByUp(site) ? undefined : "a certificate that `pulumi up` orders: `certificate.source: lets-encrypt`"),
  async play(drill) {
    const before = await servedCertificate(drill);
    await drill.happensUnnoticed("The CA suggests to renew now, and the hours pass after which it is asked again", async () => {
      await suggestNow(drill);
      await moveRenewal(drill, { askAgainAt: new Date(Date.now() - 60_000).toISOString() });
    });
    await drill.runs({ told: "You run `pulumi up`, as a daily run does: it asks the CA, and renews", args: up, harmless: true });
    drill.expect("the certificate is renewed in the first run after the CA suggests it", (await servedCertificate(drill)) !== before);
    const log = readFileSync(join(drill.instance.directory, "log", "acme.log"), "utf8");
    drill.expect("the order names the certificate that it replaces", log.includes("has been marked as replaced"));
  },
};
