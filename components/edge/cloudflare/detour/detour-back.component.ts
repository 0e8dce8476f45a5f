import type * as pulumi from "@pulumi/pulumi";
import { withToken } from "../../../shared/configured-token.component";
import { namedBefore } from "../../../shared/named-before.component";
import { Detour, type DetourArgs } from "./detour.resource";

/** Leads a record back to an address that has moved, also one that an interrupted run has left at a machine's own address. */
export function detourBack(name: string, led: Omit<DetourArgs, "token">, parent: pulumi.Resource, formerName?: string): void {
  new Detour(`${name}_back`, { ...led, ...withToken(parent) }, { parent, ...namedBefore(formerName, "_back") });
}
