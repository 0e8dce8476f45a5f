/** All certificate sources, one line each; their makers are in `registry.component.ts`. */
export { certbot } from "./certbot/source";
export { letsEncrypt } from "./acme/source";
export { originCa } from "./origin-ca/source";
export { provided } from "./provided/source";
export { selfSigned } from "./self-signed/source";
