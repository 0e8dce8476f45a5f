import * as pulumi from "@pulumi/pulumi";
import type { CertificateOutputs } from "../certificate/common/certificate-outputs.component";
import { warn } from "../shared/checked-args.component";
import { refuse } from "../shared/fault";
import { whenKnown, type Inputs } from "../shared/inputs.component";
import { fieldsOf } from "../shared/validation";
import { certificateAlone, faultOf } from "./rules/judgement";
import type { HttpsSiteArgs } from "./https-site.component";
import type { SiteConfig } from "./site-config";

/** The settings that a site's certificate must match. */
type CertificateSettings = Pick<SiteConfig, "domain" | "aliases" | "proxy" | "certificate" | "accept">;
type CertificateArgs = Pick<HttpsSiteArgs, keyof CertificateSettings>;

/** Rejected if the edge or a visitor would refuse a certificate that was made elsewhere. Those that a stack orders are for the domain and fresh. */
export function certificateVerdict(site: CertificateArgs, { trust, facts }: CertificateOutputs, path: string): pulumi.Output<undefined> {
  const { domain, aliases = [], proxy, certificate, accept } = site;
  if (certificate.source !== "provided") return pulumi.output(undefined);
  const settings: Inputs<CertificateSettings> = { domain, aliases, proxy, certificate, ...(accept && { accept }) };
  return pulumi.all([pulumi.output(whenKnown(settings, (known: CertificateSettings) => known)), trust, facts]).apply(([known, whose, leaf]) => {
    const found = certificateAlone(fieldsOf(known), { trust: whose, leaf, now: new Date() });
    const told = (severity: "error" | "warning") => found.filter((each) => each.severity === severity).map((each) => faultOf(each, path));
    refuse(told("error"), pulumi.runtime.isDryRun() ? undefined : "the host's server has not been changed");
    warn(told("warning"));
    return undefined;
  });
}
