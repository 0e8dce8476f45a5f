import { releaseProvider } from "./https-server/execution/release-provider";
import { accountProvider } from "./certificate/lets-encrypt/execution/account-provider";
import { certificateProvider } from "./certificate/lets-encrypt/execution/certificate-provider";
import { originCaOrderProvider } from "./certificate/origin-ca/execution/order-provider";
import { hostKeyProvider } from "./vps/execution/host-key";

/** The resources that tlsup itself carries out, on plain values: `tlsup/provider` is what the engine's process loads. */
export const providers = { release: releaseProvider, hostKey: hostKeyProvider, originCaOrder: originCaOrderProvider, acmeAccount: accountProvider, letsEncryptCertificate: certificateProvider } as const;
