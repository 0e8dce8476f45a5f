import { execFileSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { ports } from "../../localcloud/instance";
import { status } from "./local-cloud";

/** Asks the management interface of the local cloud's CA. */
export function management(path: string, ...args: readonly string[]): string {
  const { acme, roots } = status();
  const url = new URL(path, acme.directory);
  url.port = String(ports.acmeManagement);
  return execFileSync("curl", ["--silent", "--show-error", "--fail", "--max-time", "30", "--cacert", roots.acme, ...args, url.href], { encoding: "utf8" });
}

/** What the CA itself says about a certificate. */
export function statusAtCa(certificate: string): unknown {
  return JSON.parse(management(`/cert-status-by-serial/${new X509Certificate(certificate).serialNumber.toLowerCase()}`));
}

/** Has the CA suggest from now on that the certificate is renewed at once, as it does before it revokes one. */
export function suggestNow(certificate: string): void {
  const suggestedWindow = { start: "2020-01-01T00:00:00Z", end: "2020-01-02T00:00:00Z" };
  const data = JSON.stringify({ Certificate: certificate, ARIResponse: JSON.stringify({ suggestedWindow }) });
  management("/set-renewal-info/", "--data", data);
}
