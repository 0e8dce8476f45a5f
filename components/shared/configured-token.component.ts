import * as pulumi from "@pulumi/pulumi";

/**
 * The token of the Cloudflare provider that was passed to `parent`, else the one that `pulumi config set --secret cloudflare:apiToken` set.
 * Both have precedence over the environment's.
 */
export function configuredToken(parent: pulumi.Resource): pulumi.Output<string> | undefined {
  const configured = new pulumi.Config("cloudflare").getSecret("apiToken");
  const passed = parent.getProvider("cloudflare:index/zone:Zone");
  return passed ? (pulumi.secret(tokenOf(passed).apply((token) => token ?? configured)) as pulumi.Output<string>) : configured;
}

/** In the plugin there is only a reference to the provider that the program made. */
function tokenOf(passed: pulumi.ProviderResource): pulumi.Output<string | undefined> {
  if ("apiToken" in passed) return passed.apiToken as pulumi.Output<string | undefined>;
  return passed.urn.apply((urn) =>
    pulumi.runtime.invoke("pulumi:pulumi:getResource", { urn }).then(({ state }: { readonly state: { readonly apiToken?: string } }) => state.apiToken),
  );
}

/** That token as an argument of a resource, if there is one. */
export function withToken(parent: pulumi.Resource): { readonly token?: pulumi.Output<string> } {
  const token = configuredToken(parent);
  return token ? { token } : {};
}
