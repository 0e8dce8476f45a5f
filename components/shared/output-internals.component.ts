import type * as pulumi from "@pulumi/pulumi";

/** What Pulumi's SDK has, but does not declare. */
interface Internals {
  readonly isKnown: Promise<boolean>;
  promise(): Promise<string>;
  allResources(): Promise<ReadonlySet<pulumi.Resource>>;
}

/** The URN of a resource, once the engine has assigned it. */
export function urnOf({ urn }: pulumi.Resource): Promise<string> {
  return (urn as unknown as Internals).promise();
}

/** The resources that an output depends on, once it is known. */
export function resourcesBehind(output: pulumi.Output<unknown>): Promise<ReadonlySet<pulumi.Resource>> {
  return (output as unknown as Internals).allResources();
}

/** The URNs of the resources that an output depends on, once it is known. */
export async function urnsBehind(output: pulumi.Output<unknown>): Promise<readonly string[]> {
  return Promise.all([...(await resourcesBehind(output))].map(urnOf));
}

/** Whether an output has a value, which in a preview it may not. */
export function isKnown(output: pulumi.Output<unknown>): Promise<boolean> {
  return (output as unknown as Internals).isKnown;
}
