import type { LetsEncryptSource } from "./acme/settings";
import type { CertbotSource } from "./certbot/settings";
import type { OriginCaSource } from "./origin-ca/settings";
import type { ProvidedSource } from "./provided/settings";
import type { SelfSignedSource } from "./self-signed/settings";

/** Where the origin's certificate comes from. */
export type CertificateSource = SelfSignedSource | OriginCaSource | LetsEncryptSource | CertbotSource | ProvidedSource;
