import type * as pulumi from "@pulumi/pulumi";
import { OwnResource } from "../../shared/own.resource";
import type { HostMemoryInputs } from "./host-memory";

/** The arguments of {@link HostMemory}. */
export type HostMemoryArgs = { readonly [Key in keyof HostMemoryInputs]: pulumi.Input<HostMemoryInputs[Key]> };

/** What a machine is, and who can reach it. */
export class HostMemory extends OwnResource {
  constructor(name: string, args: HostMemoryArgs, opts: pulumi.CustomResourceOptions) {
    super("HostMemory", name, { ...args }, opts);
  }
}
