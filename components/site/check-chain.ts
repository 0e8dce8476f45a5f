import { refuse } from "../shared/fault";
import { faultsOf, fieldsOf } from "../shared/validation";
import { chainFindings } from "./rules/judgement";
import type { ChainFacts } from "./rules/certificate";
import type { PlannedFinding } from "./rules/rule";
import { siteSchema, type SiteConfig } from "./site-config";

/**
 * The faults in a site's chain that follow from its settings and, if given, from its certificate. Leaves out what the settings accept. Throws
 * `ConfigurationError` if `site` is not a valid site configuration.
 *
 * @example
 * ```ts
 * import { checkChain } from "tlsup";
 * const findings = checkChain({
 *   domain: "blog.example.com",
 *   host: { provider: "digitalocean", region: "fra1", size: "s-1vcpu-1gb" },
 *   proxy: { provider: "cloudflare", ssl: "strict" },
 *   certificate: { source: "self-signed" },
 *   server: { kind: "nginx" },
 *   application: { kind: "demo" },
 * });
 * console.log(findings.map(({ code, sees }) => `${code}: ${sees}`)); // untrusted-by-edge: error 526
 * ```
 */
export function checkChain(site: SiteConfig, facts?: ChainFacts): PlannedFinding[] {
  refuse(faultsOf(siteSchema, site, "site"));
  return chainFindings(fieldsOf(site), facts);
}
