import * as pulumi from "@pulumi/pulumi";

/** The resources in `dependsOn`, as one list. */
export function listOf(dependsOn: pulumi.ComponentResourceOptions["dependsOn"]): pulumi.Output<pulumi.Resource[]> {
  return pulumi.output(dependsOn ?? []).apply((resources) => [resources].flat() as pulumi.Resource[]);
}
