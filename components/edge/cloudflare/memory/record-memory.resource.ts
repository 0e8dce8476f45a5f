import type * as pulumi from "@pulumi/pulumi";
import { OwnResource } from "../../../shared/own.resource";
import type { RecordMemoryInputs } from "./record-memory";

/** The arguments of {@link RecordMemory}. */
export type RecordMemoryArgs = { readonly [Key in keyof RecordMemoryInputs]: pulumi.Input<RecordMemoryInputs[Key]> };

/**
 * What resolvers remember of a record. A change waits until the former target gets no more visitors. Pulumi deletes resources, such as a firewall rule or
 * a machine, after all changes of a run, and so only after this wait.
 */
export class RecordMemory extends OwnResource {
  constructor(name: string, args: RecordMemoryArgs, opts: pulumi.CustomResourceOptions) {
    super("RecordMemory", name, args, opts);
  }
}
