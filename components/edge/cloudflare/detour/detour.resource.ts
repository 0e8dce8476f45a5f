import type * as pulumi from "@pulumi/pulumi";
import { OwnResource } from "../../../shared/own.resource";
import type { DetourInputs } from "./detour";

/** The arguments of {@link Detour}. */
export type DetourArgs = { readonly [Key in keyof DetourInputs]: pulumi.Input<DetourInputs[Key]> };

/**
 * Leads records elsewhere when a host gets another machine. An address that moves cuts what is on its way through it, so the edge goes past it
 * meanwhile: one detour before the move, and one back after it.
 */
export class Detour extends OwnResource {
  constructor(name: string, args: DetourArgs, opts: pulumi.CustomResourceOptions) {
    super("Detour", name, args, opts);
  }
}
