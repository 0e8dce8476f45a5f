import { webroot } from "../acme/http-challenge";
import { activationCommand } from "../lineage/activation-command";
import type { HostFile } from "../lineage/host-files";
import { parsePem, pem } from "../x509/pem";
import { lineageFolder, type CertbotInputs } from "./lineage";

/** The unit that puts a renewed certificate in force. */
export function renewalUnit(site: string): string {
  return `tlsup-renew-${site}.service`;
}

/** The packages that certbot needs for a challenge. */
export function certbotPackages({ challenge }: Pick<CertbotInputs, "challenge">): string[] {
  return challenge === "dns-01" ? ["certbot", "python3-certbot-dns-cloudflare"] : ["certbot"];
}

/** The files that must be on the host besides certbot's own. */
export function hostFiles({ site, challenge, root, apiToken, apiUrl }: Pick<CertbotInputs, "site" | "challenge" | "root" | "apiToken" | "apiUrl">): HostFile[] {
  return [
    { path: hookPath(site), content: hook(site), mode: "755" },
    { path: `/etc/systemd/system/${renewalUnit(site)}`, content: unit(site), mode: "644" },
    ...(challenge === "dns-01"
      ? [{ path: credentialsPath(site), content: `# Written by tlsup.\ndns_cloudflare_api_token = ${apiToken ?? ""}\n`, mode: "600" as const }]
      : []),
    // The plugin has no option for the API's address, but its library reads this file.
    ...(apiUrl === undefined
      ? []
      : [{ path: "/root/.cloudflare/cloudflare.cfg", content: `# Written by tlsup for ${site}.\n[CloudFlare]\nbase_url = ${apiUrl}\n`, mode: "644" as const }]),
    ...rootsOf(root).map((content, index): HostFile => ({ path: `/usr/local/share/ca-certificates/tlsup-${site}-${index}.crt`, content, mode: "644" })),
  ];
}

/** certbot's arguments that obtain a certificate, or leave an existing one alone. */
export function certbotArguments({ site, names, challenge, directory, email, keyType }: CertbotInputs): string[] {
  return [
    "certonly",
    "--non-interactive",
    "--agree-tos",
    "--keep-until-expiring",
    "--renew-with-new-domains",
    "--server",
    directory,
    ...(email === undefined ? ["--register-unsafely-without-email"] : ["--email", email]),
    "--cert-name",
    site,
    ...names.flatMap((name) => ["--domain", name]),
    ...(keyType === "rsa-2048" ? ["--key-type", "rsa", "--rsa-key-size", "2048"] : ["--key-type", "ecdsa", "--elliptic-curve", "secp256r1"]),
    ...(challenge === "dns-01" ? ["--dns-cloudflare", "--dns-cloudflare-credentials", credentialsPath(site)] : ["--webroot", "--webroot-path", webroot]),
  ];
}

/** The lines that certbot's renewal configuration must have, so that it renews the lineage with these inputs. */
export function renewalLines({ site, challenge, directory, keyType }: CertbotInputs): string[] {
  return [
    `server = ${directory}`,
    `key_type = ${keyType === "rsa-2048" ? "rsa" : "ecdsa"}`,
    ...(challenge === "dns-01"
      ? ["authenticator = dns-cloudflare", `dns_cloudflare_credentials = ${credentialsPath(site)}`]
      : ["authenticator = webroot", `webroot_path = ${webroot},`]),
  ];
}

function hookPath(site: string): string {
  return `/etc/letsencrypt/renewal-hooks/deploy/tlsup-${site}`;
}

function credentialsPath(site: string): string {
  return `/etc/letsencrypt/tlsup/${site}.ini`;
}

function hook(site: string): string {
  return `#!/bin/sh
# Written by tlsup: a certificate that certbot has renewed is put in force as a push does it.
[ "$RENEWED_LINEAGE" = ${lineageFolder(site)} ] || exit 0
exec systemctl restart ${renewalUnit(site)}
`;
}

/** A failed activation is tried again, as certbot considers the certificate renewed; until then the journal and a refresh show the failure. */
function unit(site: string): string {
  return `# Written by tlsup.
[Unit]
Description=Put the renewed certificate of ${site} in force
StartLimitIntervalSec=0

[Service]
Type=oneshot
# Each release in force that takes its certificate from here and has another one.
ExecStart=${activationCommand(lineageFolder(site))}
Restart=on-failure
RestartSec=15min
`;
}

function rootsOf(root: string | undefined): string[] {
  return root === undefined
    ? []
    : parsePem(root)
        .blocks.filter(({ label }) => label === "CERTIFICATE")
        .map(({ label, der }) => pem(label, der));
}
