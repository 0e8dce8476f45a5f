import { moveRenewal, servedCertificate, suggestNow } from "../execution/certificate";
import { up, type Scenario } from "../scenario";
import { isOrderedByUp } from "../site";

/** Source of the remedy: docs/certificates.md, "lets-encrypt". */
export const caDown: Scenario = {
  name: "ca-down",
  about: "The CA does not answer when a certificate is due.",
  needs: (site) => (isOrderedByUp(site) ? undefined : "a certificate that `pulumi up` orders: `certificate.source: lets-encrypt`"),
  async play(drill) {
    const before = await servedCertificate(drill);
    const past = new Date(Date.now() - 60_000).toISOString();
    await drill.happensUnnoticed("The certificate is due, and the CA does not answer", async () => {
      await suggestNow(drill);
      await drill.ca.stop();
      await moveRenewal(drill, { renewAt: past, askAgainAt: past });
    });
    await drill.runs({ told: "You run `pulumi up`: it warns, and the certificate stays", args: up, harmless: true });
    drill.expect("the certificate stays while the CA does not answer", (await servedCertificate(drill)) === before);
    await drill.happensUnnoticed("The CA answers again, and the pause after a failed attempt is over", async () => {
      drill.ca.start();
      await moveRenewal(drill, { notBeforeAttempt: undefined });
    });
    await drill.runs({ told: "You run `pulumi up`: the certificate is renewed", args: up, harmless: true });
    drill.expect("the certificate is renewed when the CA answers again", (await servedCertificate(drill)) !== before);
  },
};
