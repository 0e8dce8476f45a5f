/** The makers of the certificates of every source, one line each. */
export { certbot } from "./certbot/certbot-certificate.component";
export { letsEncrypt } from "./acme/lets-encrypt-source.component";
export { letsEncryptOnHost, selfSignedOnHost } from "./keeper/kept-certificate.component";
export { originCa } from "./origin-ca/origin-ca-certificate.component";
export { provided } from "./provided/provided-certificate.component";
export { selfSigned } from "./self-signed/self-signed-certificate.component";
