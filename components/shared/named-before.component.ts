import type * as pulumi from "@pulumi/pulumi";

/** Lets a resource keep its place in the state that has the name `formerName`, if it had one, with a suffix. */
export function namedBefore(formerName: string | undefined, suffix = ""): Pick<pulumi.CustomResourceOptions, "aliases"> {
  return formerName === undefined ? {} : { aliases: [{ name: formerName + suffix }] };
}
