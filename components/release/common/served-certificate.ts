import * as v from "valibot";
import { isSafeFileName } from "../../shared/file-name";
import { fieldsOf, secret, type Combination } from "../../shared/validation";

const pem = v.pipe(v.string(), v.includes("-----BEGIN CERTIFICATE-----", "must be a certificate as PEM"));

/** The folder where certbot, or the agent of `renewal: "host"`, keeps the current files of a certificate. */
export const lineageFolderPath = v.pipe(
  v.string(),
  v.check(
    (path) => isSafeFileName(lineage.exec(path)?.slice(1).find(Boolean) ?? ""),
    "must be a folder like /etc/letsencrypt/live/blog.example.com or /var/lib/tlsup-acme/blog.example.com/live",
  ),
);

const lineage = /^(?:\/etc\/letsencrypt\/live\/(.+)|\/var\/lib\/tlsup-acme\/(.+)\/live)$/;

/** The parts of a certificate that a server needs. The components of all certificate sources have them. */
export const servedCertificate = v.object({
  privateKey: v.optional(secret(v.pipe(v.string(), v.includes("PRIVATE KEY-----", "must be a private key as PEM")))),
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

/** The key travels with the certificate, or is on the host. */
export const servedKey: Combination = {
  of: ["certificate"],
  faults: ({ certificate }, path) => {
    const { privateKey, lineage: folder } = fieldsOf(certificate);
    return privateKey === undefined && folder === undefined
      ? [{ path: `${path}.certificate.privateKey`, problem: "is required where certificate.lineage does not say where the host has it" }]
      : [];
  },
};
