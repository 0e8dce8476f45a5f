import { providerSchema } from "../contract/schema";
import type { Definition } from "../engine";
import { getPublicKey } from "./functions/get-public-key";
import { certRequest } from "./resources/cert-request";
import { locallySignedCert } from "./resources/locally-signed-cert";
import { privateKey } from "./resources/private-key";
import { selfSignedCert } from "./resources/self-signed-cert";

export const tls: Definition = {
  name: "tls",
  schema: providerSchema("tls"),
  converts: false,
  configure: () => ({
    resources: {
      "tls:index/certRequest:CertRequest": certRequest,
      "tls:index/locallySignedCert:LocallySignedCert": locallySignedCert,
      "tls:index/privateKey:PrivateKey": privateKey,
      "tls:index/selfSignedCert:SelfSignedCert": selfSignedCert,
    },
    functions: { "tls:index/getPublicKey:getPublicKey": getPublicKey },
  }),
};
