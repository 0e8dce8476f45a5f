import { chainCodes, type Code, type PlannedFinding } from "tlsup";
import { judge, type Judgement } from "./judgement";
import type { SeenResource } from "./resources";
import { sitesOf, type SeenSite } from "./site";

/** The codes of the chain that a program's resources can raise. The others tell what `tlsup check` sees from outside. */
export const judgedCodes = [
  "redirect-circle",
  "nothing-over-http",
  "plain-to-origin",
  "plain-to-visitors",
  "http-refused",
  "untrusted-by-edge",
  "untrusted-by-browsers",
  "private-authority",
  "challenge-unreachable",
  "name-mismatch",
  "certificate-expired",
  "certificate-not-yet-valid",
  "renewal-due",
  "no-edge-certificate",
  "no-tls-version",
  "no-ipv4",
  "old-tls",
  "hsts-not-sent",
  "hsts-with-off",
  "hsts-not-preloaded",
  "origin-address-shown",
  "origin-open",
] as const satisfies readonly Code[];

/** A policy over a stack, as `PolicyPack` of `@pulumi/policy` takes it. Its name is the code. */
export interface StackPolicy {
  readonly name: Code;
  readonly displayName: string;
  readonly description: string;
  readonly enforcementLevel: "mandatory" | "advisory";
  readonly url: string;
  validateStack(stack: { readonly resources: readonly SeenResource[] }, report: (message: string, urn?: string) => void): void;
}

/** A policy for each code: an error stops the run, a warning is shown. `now` tells the time that certificates are judged at. */
export function policies(now: () => Date): StackPolicy[] {
  // Every policy gets the same sites, one after the other.
  const judgements = new Map<string, Judgement>();
  const judged = (site: SeenSite): Judgement => {
    const key = JSON.stringify(site);
    const judgement = judgements.get(key) ?? judge(site, now());
    judgements.set(key, judgement);
    return judgement;
  };
  return judgedCodes.map((code) => {
    const { title, sees, severity } = chainCodes[code];
    return {
      name: code,
      displayName: title,
      description: `${title}. Visitors see: ${sees}.`,
      enforcementLevel: severity === "error" ? "mandatory" : "advisory",
      url: `https://github.com/tlsup/tlsup/blob/main/docs/chain.md#${code}`,
      validateStack({ resources }, report) {
        const sites = sitesOf(resources);
        for (const site of sites)
          for (const each of judged(site).findings.filter((one) => one.code === code)) report(`${site.domain}: ${told(each)}`, site.urn);
        // Pulumi then says that the policy could not be judged yet, and for which value.
        for (const { awaited } of sites.map(judged)) if (awaited.has(code)) throw awaited.get(code);
      },
    };
  });
}

/** The policy's description, which Pulumi shows beside it, says what visitors see. */
function told({ setting, problem, remedy, code }: PlannedFinding): string {
  // Parts have neither of these settings.
  const ofParts = remedy
    .replace(`set accept to ["${code}"]`, `set {"${code}": "disabled"} in the file of --policy-pack-config`)
    .replace("Set lockdown to true", "Give the server a clientAuthority");
  return `${setting} ${problem}. ${ofParts}. See docs/chain.md#${code}`;
}
