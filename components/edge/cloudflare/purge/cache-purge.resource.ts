import type * as pulumi from "@pulumi/pulumi";
import { OwnResource } from "../../../shared/own.resource";
import type { CachePurgeInputs } from "./cache-purge";

/** The arguments of {@link CachePurge}. */
export type CachePurgeArgs = { readonly [Key in keyof CachePurgeInputs]: pulumi.Input<CachePurgeInputs[Key]> };

/** Purges changed files of a static site from the edge's cache. */
export class CachePurge extends OwnResource {
  constructor(name: string, args: CachePurgeArgs, opts: pulumi.CustomResourceOptions) {
    super("CachePurge", name, { ...args }, opts);
  }
}
