import * as pulumi from "@pulumi/pulumi";

/** The token that `pulumi config set --secret cloudflare:apiToken` gave to Cloudflare's provider, as it comes before the environment's. */
export function configuredToken(): pulumi.Output<string> | undefined {
  return new pulumi.Config("cloudflare").getSecret("apiToken");
}
