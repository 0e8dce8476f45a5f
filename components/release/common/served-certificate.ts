import * as v from "valibot";
import { isSafeFileName } from "../../shared/file-name";
import { secret } from "../../shared/validation";

const pem = v.pipe(v.string(), v.includes("-----BEGIN CERTIFICATE-----", "must be a certificate as PEM"));

/** The folder where certbot keeps the current files of a lineage. */
export const lineageFolderPath = v.pipe(
  v.string(),
  v.check((path) => path.startsWith(lineages) && isSafeFileName(path.slice(lineages.length)), "must be a folder like /etc/letsencrypt/live/blog.example.com"),
);

const lineages = "/etc/letsencrypt/live/";

/** The parts of a certificate that a server needs. The components of all certificate sources have them. */
export const servedCertificate = v.object({
  privateKey: secret(v.pipe(v.string(), v.includes("PRIVATE KEY-----", "must be a private key as PEM"))),
  fullChain: pem,
  facts: v.object({
    dnsNames: v.array(v.string()),
    notBefore: v.string(),
    notAfter: v.string(),
    sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, "must be 64 lower-case hexadecimal digits")),
    issuer: v.string(),
  }),
  lineage: v.optional(lineageFolderPath),
});
