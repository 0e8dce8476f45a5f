import * as v from "valibot";
import { renewedByValidity, type Source } from "../common/source";
import { certbotEntries, certbotFaults, tokenFaults } from "./schema";
import type { CertbotSource } from "./settings";

/** The registry entry of certbot on the host. */
export const certbot: Source<CertbotSource> = {
  source: "certbot",
  entries: { source: v.literal("certbot"), ...certbotEntries },
  judged: ["names", "root", "apiUrl"],
  faults: (settings, { path, domain, names }) => certbotFaults(settings, path, domain, names),
  secretsFaults: ({ challenge }, secrets) => tokenFaults(challenge, secrets),
  isOnHost: () => true,
  isProvenByHost: ({ challenge }) => challenge === "http-01",
  challengePastHost: "dns-01",
  // Its timer tries twice a day: a tenth of 30 days is six tries.
  renewal: { ...renewedByValidity, patience: 1 / 10 },
  remedy:
    "certbot on the host should have renewed it: " +
    "run `pulumi up --refresh`, which says what keeps it from that and mends it, or look at `journalctl -u certbot -u 'tlsup-renew-*'` there",
};
