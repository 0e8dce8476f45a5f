import { createRequire } from "node:module";
import type * as release from "../../release/push/execution/release-provider";
import type * as hostKey from "../../host/common/execution/host-key";
import type * as originCaOrder from "../../certificate/origin-ca/execution/order-provider";
import type * as acmeRegistration from "../../certificate/acme/execution/account-provider";
import type * as acmeCertificate from "../../certificate/acme/execution/certificate-provider";
import type * as certbotHost from "../../certificate/certbot/execution/host-provider";
import type * as certbotLineage from "../../certificate/certbot/execution/certbot-provider";
import type { AnyOperations } from "../plan";

/** Loads a module when it is asked for: a run without a change asks for few, and waits for each. */
const load = createRequire(__filename);

/** The resources that tlsup carries out itself. */
const kinds = {
  "tlsup:index:Release": () => (load("../../release/push/execution/release-provider") as typeof release).releaseProvider,
  "tlsup:index:HostKey": () => (load("../../host/common/execution/host-key") as typeof hostKey).hostKeyProvider,
  "tlsup:index:OriginCaOrder": () => (load("../../certificate/origin-ca/execution/order-provider") as typeof originCaOrder).originCaOrderProvider,
  "tlsup:index:AcmeRegistration": () => (load("../../certificate/acme/execution/account-provider") as typeof acmeRegistration).accountProvider,
  "tlsup:index:AcmeCertificate": () => (load("../../certificate/acme/execution/certificate-provider") as typeof acmeCertificate).certificateProvider,
  "tlsup:index:CertbotHost": () => (load("../../certificate/certbot/execution/host-provider") as typeof certbotHost).certbotHostProvider,
  "tlsup:index:CertbotLineage": () => (load("../../certificate/certbot/execution/certbot-provider") as typeof certbotLineage).certbotProvider,
} as const;

/** Throws for a type that this version does not have. */
export function operationsOf(type: string): AnyOperations {
  if (!Object.hasOwn(kinds, type)) throw new Error(`Cannot manage a resource of the type ${type} as tlsup must have it: this version has ${Object.keys(kinds).join(", ")}. Update the plugin`);
  return kinds[type as keyof typeof kinds]() as unknown as AnyOperations;
}
