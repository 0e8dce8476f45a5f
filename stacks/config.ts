import * as pulumi from "@pulumi/pulumi";
import { ConfigurationError, siteConfig, type CertificateSecrets, type HostSecrets, type SiteConfig } from "tlsup";

/** A stack's configuration: the values under `tlsup:` in `stacks/Pulumi.<stack>.yaml`. */
export interface StackConfig {
  readonly site: SiteConfig;
  /** `tlsup:secretEnvironment`, set with `pulumi config set --secret --path`. */
  readonly secretEnvironment: pulumi.Output<Record<string, string>> | undefined;
  /** `tlsup:certificateSecrets`, set with `pulumi config set --secret --path`. */
  readonly certificateSecrets: pulumi.Output<CertificateSecrets> | undefined;
  /** `tlsup:hostSecrets`, set with `pulumi config set --secret --path`. */
  readonly hostSecrets: pulumi.Output<HostSecrets> | undefined;
}

/** Reads and checks the stack's configuration. Throws with all faults, before anything is created. */
export function stackConfig(): StackConfig {
  const config = new pulumi.Config("tlsup");
  const site = config.getObject("site");
  if (site === undefined)
    throw new ConfigurationError([{ path: "tlsup:site", problem: "is required", remedy: `Write it to stacks/Pulumi.${pulumi.getStack()}.yaml` }]);
  return {
    site: siteConfig(site, "tlsup:site"),
    secretEnvironment: config.getSecretObject("secretEnvironment"),
    certificateSecrets: config.getSecretObject("certificateSecrets"),
    hostSecrets: config.getSecretObject("hostSecrets"),
  };
}
