import type * as pulumi from "@pulumi/pulumi";
import type { CertificateOutputs } from "../certificate/common/certificate-outputs.component";
import { certificateMakerOf } from "../certificate/makers.component";
import { leastNames } from "../certificate/x509/least-names";
import type { Access } from "../host/common/access.component";
import { whenKnown } from "../shared/inputs.component";
import type { HttpsSiteArgs } from "./https-site.component";
import type { ServiceName } from "./service-records.component";
import type { SiteName } from "./site-fronts.component";

/** Makes a site's certificate on its host, after `reachable`; or returns the one that was made without it. */
type CertificateFor = (access: Access, reachable: pulumi.Output<pulumi.Resource[]>) => CertificateOutputs;

/** Orders the certificate for all names of a site: at once, so that it can report faults early, unless the host obtains it. */
export function siteCertificate(
  name: string,
  { domain, certificate, certificateSecrets }: Pick<HttpsSiteArgs, "domain" | "certificate" | "certificateSecrets">,
  reached: readonly SiteName[],
  direct: readonly ServiceName[],
  parent: pulumi.Resource,
): CertificateFor {
  const wanted = { all: [...reached.map((each) => each.domain), ...direct.map((each) => each.name)] };
  const names = whenKnown(wanted, ({ all }: { readonly all: readonly string[] }) => leastNames(all));
  const context = { names, path: `${name}.certificate`, ...(certificateSecrets && { certificateSecrets }) };
  const maker = certificateMakerOf(certificate);
  if (!maker.onHost) {
    const made = maker.make(name, certificate, context, { parent });
    return () => made;
  }
  const zones = reached.map(({ zone }) => zone);
  return (access, reachable) => maker.make(name, certificate, { ...context, access, domain, zones }, { parent, dependsOn: reachable });
}
