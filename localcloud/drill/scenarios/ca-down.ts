import { renewalOf } from "../execution/renewal";
import type { Scenario } from "../scenario";
import { lackOfIssuer } from "../site";

/** Source of the remedy: docs/certificates.md, "lets-encrypt" and "certbot". */
export const caDown: Scenario = {
  name: "ca-down",
  about: "The CA does not answer when a certificate is due.",
  needs: lackOfIssuer,
  async play(drill) {
    const renewal = await renewalOf(drill);
    const before = await renewal.served();
    await drill.happensUnnoticed("The certificate is due, and the CA does not answer", async () => {
      await renewal.fallDue();
      await renewal.suggestNow();
      await drill.ca.stop();
    });
    await renewal.run("the certificate stays");
    drill.expect("the certificate stays while the CA does not answer", (await renewal.served()) === before);
    await drill.happensUnnoticed("The CA answers again, and the pause after a failed attempt is over", async () => {
      drill.ca.start();
      await renewal.tryAgain();
    });
    await renewal.run("the certificate is renewed");
    drill.expect("the certificate is renewed when the CA answers again", (await renewal.served()) !== before);
  },
};
