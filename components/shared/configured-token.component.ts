import * as pulumi from "@pulumi/pulumi";

/** The token that `pulumi config set --secret cloudflare:apiToken` set for Cloudflare's provider. It has precedence over the environment's. */
export function configuredToken(): pulumi.Output<string> | undefined {
  return new pulumi.Config("cloudflare").getSecret("apiToken");
}

/** That token as an argument of a resource, if there is one. */
export function withToken(): { readonly token?: pulumi.Output<string> } {
  const token = configuredToken();
  return token ? { token } : {};
}
