import type * as pulumi from "@pulumi/pulumi";
import { OwnResource } from "../../shared/own.resource";
import type { RecordMemoryInputs } from "./record-memory";

/** The arguments of {@link RecordMemory}. */
export type RecordMemoryArgs = { readonly [Key in keyof RecordMemoryInputs]: pulumi.Input<RecordMemoryInputs[Key]> };

/**
 * What resolvers remember of a record. A change waits until nobody is led by what the record said before: what a run gives up, a firewall's opening or a
 * machine, goes when all of its changes are made, and so after that.
 */
export class RecordMemory extends OwnResource {
  constructor(name: string, args: RecordMemoryArgs, opts: pulumi.CustomResourceOptions) {
    super("RecordMemory", name, args, opts);
  }
}
