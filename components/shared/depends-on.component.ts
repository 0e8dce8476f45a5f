import * as pulumi from "@pulumi/pulumi";

/** The resources in `dependsOn`, as one list. */
export function listOf(dependsOn: pulumi.ComponentResourceOptions["dependsOn"]): pulumi.Output<pulumi.Resource[]> {
  return pulumi.output(dependsOn ?? []).apply((resources) => [resources].flat() as pulumi.Resource[]);
}

/**
 * A value that is known once resources are made. It does not depend on them: Pulumi may delete them before what uses it. It does not wait for a
 * component's children.
 */
export function onceMade(resources: pulumi.ComponentResourceOptions["dependsOn"], value: pulumi.Input<string>): pulumi.Output<string> {
  return pulumi.output(value).apply(async (known) => {
    // A preview makes nothing, and may not know the resources.
    if (!pulumi.runtime.isDryRun()) await new Promise((made) => listOf(resources).apply((each) => pulumi.all(each.map(({ urn }) => urn)).apply(made)));
    return known;
  });
}
