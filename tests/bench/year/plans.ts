import type { CertificateSource } from "../../../components/certificate/sources";
import type { SiteConfig } from "../../../components/site/site-config";

/** What goes wrong, in the order in which it does. */
export type FaultName =
  "CA down for 30 days" | "DNS broken for 10 days" | "all revoked" | "faulty certificates for 10 days" | "host refuses it for 10 days" | "host off for 60 days";

/** A site whose years are measured. */
export interface Plan {
  readonly what: string;
  /** The days for which a certificate is valid. */
  readonly life: number;
  /** The first label of its name. */
  readonly label: string;
  readonly faults: readonly FaultName[];
  /** Whether its certificate is trusted by its own hash alone. */
  readonly isSelfSigned?: boolean;
  /** The units that renew its certificate. */
  readonly units: (domain: string) => readonly string[];
  /** The command on the host that has the CA revoke its certificate. */
  readonly revoke?: (domain: string) => string;
  readonly certificate: (ca: { readonly directory: string; readonly root: { readonly file: string } }) => CertificateSource;
  readonly changes?: Partial<SiteConfig>;
}

const all = [
  "CA down for 30 days",
  "DNS broken for 10 days",
  "all revoked",
  "faulty certificates for 10 days",
  "host refuses it for 10 days",
  "host off for 60 days",
] as const satisfies readonly FaultName[];

const agent = {
  units: (domain: string) => [`tlsup-acme-${domain}`],
  revoke: (domain: string) =>
    `runuser --user=tlsup-acme -- env STATE_DIRECTORY=/var/lib/tlsup-acme/${domain} python3 -I /usr/local/lib/tlsup-acme/${domain} revoke`,
} as const;

export const plans: readonly Plan[] = [
  {
    what: "lets-encrypt, 90 days",
    life: 90,
    label: "classic",
    faults: all,
    ...agent,
    certificate: (ca) => ({ source: "lets-encrypt", renewal: "host", ...ca }),
  },
  {
    what: "lets-encrypt, 160 hours",
    life: 160 / 24,
    label: "short",
    faults: all,
    ...agent,
    certificate: (ca) => ({ source: "lets-encrypt", renewal: "host", profile: "shortlived", ...ca }),
  },
  {
    what: "the same with a standby",
    life: 160 / 24,
    label: "standby",
    faults: all,
    ...agent,
    certificate: (ca) => ({ source: "lets-encrypt", renewal: "host", profile: "shortlived", standby: "origin-ca", ...ca }),
    changes: { proxy: { provider: "cloudflare", ssl: "strict", alwaysUseHttps: false } },
  },
  {
    what: "self-signed, 90 days",
    life: 90,
    label: "own",
    faults: ["host refuses it for 10 days", "host off for 60 days"],
    isSelfSigned: true,
    units: agent.units,
    certificate: () => ({ source: "self-signed", renewal: "host", days: 90 }),
  },
  {
    what: "certbot, 90 days",
    life: 90,
    label: "certbot",
    faults: all,
    units: (domain) => [`tlsup-ari-${domain}`, "certbot"],
    revoke: (domain) => `certbot revoke --non-interactive --no-delete-after-revoke --cert-name ${domain}`,
    certificate: (ca) => ({ source: "certbot", challenge: "http-01", ...ca }),
  },
];
