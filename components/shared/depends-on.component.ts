import * as pulumi from "@pulumi/pulumi";

/** The resources in `dependsOn`, as one list. */
export function listOf(dependsOn: pulumi.ComponentResourceOptions["dependsOn"]): pulumi.Output<pulumi.Resource[]> {
  return pulumi.output(dependsOn ?? []).apply((resources) => [resources].flat() as pulumi.Resource[]);
}

/** The components among resources: only `dependsOn` waits for their children. */
export async function componentsIn(resources: pulumi.ComponentResourceOptions["dependsOn"]): Promise<pulumi.Resource[]> {
  return (await known(resources)).filter((resource) => pulumi.ComponentResource.isInstance(resource));
}

/** A value that is known once resources are made. It does not depend on them: Pulumi may delete them before what uses it. */
export function onceMade(resources: pulumi.ComponentResourceOptions["dependsOn"], value: pulumi.Input<string>): pulumi.Output<string> {
  return pulumi.output(value).apply(async (text) => {
    const urns = (await known(resources)).map(({ urn }) => urn);
    await new Promise((made) => pulumi.all(urns).apply(made));
    return text;
  });
}

/** Resources, without what their list depends on. */
async function known(resources: pulumi.ComponentResourceOptions["dependsOn"]): Promise<pulumi.Resource[]> {
  // A preview makes nothing, and may not know the resources.
  return pulumi.runtime.isDryRun() ? [] : new Promise((each) => listOf(resources).apply(each));
}
