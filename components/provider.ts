import { createRequire } from "node:module";
import type * as release from "./release/push/execution/release-provider";
import type * as hostKey from "./host/common/execution/host-key";
import type * as originCaOrder from "./certificate/origin-ca/execution/order-provider";
import type * as acmeAccount from "./certificate/acme/execution/account-provider";
import type * as letsEncryptCertificate from "./certificate/acme/execution/certificate-provider";
import type * as certbotHost from "./certificate/certbot/execution/host-provider";
import type * as certbotCertificate from "./certificate/certbot/execution/certbot-provider";

/** Loads a module when it is asked for: a run without a change asks for few, and waits for each. */
const load = createRequire(__filename);

export { cancel } from "./shared/execution/cancellation";

/** The resources that tlsup itself carries out, on plain values: `tlsup/provider` is what the engine's process loads. */
export const providers = {
  get release() {
    return (load("./release/push/execution/release-provider") as typeof release).releaseProvider;
  },
  get hostKey() {
    return (load("./host/common/execution/host-key") as typeof hostKey).hostKeyProvider;
  },
  get originCaOrder() {
    return (load("./certificate/origin-ca/execution/order-provider") as typeof originCaOrder).originCaOrderProvider;
  },
  get acmeAccount() {
    return (load("./certificate/acme/execution/account-provider") as typeof acmeAccount).accountProvider;
  },
  get letsEncryptCertificate() {
    return (load("./certificate/acme/execution/certificate-provider") as typeof letsEncryptCertificate).certificateProvider;
  },
  get certbotHost() {
    return (load("./certificate/certbot/execution/host-provider") as typeof certbotHost).certbotHostProvider;
  },
  get certbotCertificate() {
    return (load("./certificate/certbot/execution/certbot-provider") as typeof certbotCertificate).certbotProvider;
  },
};
