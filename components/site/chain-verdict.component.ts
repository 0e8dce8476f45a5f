import * as pulumi from "@pulumi/pulumi";
import type { CertificateOutputs } from "../certificate/common/certificate-outputs.component";
import { warn } from "../shared/checked-args.component";
import { refuse } from "../shared/fault";
import { whenKnown, type Inputs } from "../shared/inputs.component";
import { fieldsOf } from "../shared/validation";
import { certificateAlone, faultOf } from "./rules/judgement";
import type { SiteConfig } from "./site-config";

/** The settings of a site that say what its certificate must be like. */
type CertificateSettings = Pick<SiteConfig, "domain" | "aliases" | "proxy" | "certificate" | "accept">;

/**
 * Rejected when the edge, or a visitor, would refuse a certificate that was made elsewhere. Of others the settings have told: what a stack asks for
 * is for the domain and fresh.
 */
export function certificateVerdict(settings: Inputs<CertificateSettings>, { trust, facts }: CertificateOutputs, path: string): pulumi.Output<undefined> {
  return pulumi.all([pulumi.output(whenKnown(settings, (known: CertificateSettings) => known)), trust, facts]).apply(([known, whose, leaf]) => {
    const found = certificateAlone(fieldsOf(known), { trust: whose, leaf, now: new Date() });
    const told = (severity: "error" | "warning") => found.filter((each) => each.severity === severity).map((each) => faultOf(each, path));
    refuse(told("error"), pulumi.runtime.isDryRun() ? undefined : "the host's server has not been changed");
    warn(told("warning"));
    return undefined;
  });
}
