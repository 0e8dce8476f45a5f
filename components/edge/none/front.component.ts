import * as pulumi from "@pulumi/pulumi";
import type { Front, FrontMaker } from "../common/front.component";
import type { NoEdge } from "./settings";

const nothing: Front = { reachable: pulumi.output([]), relaxed: pulumi.output([]), made: [] };

/** Makes nothing: the domain's DNS is managed elsewhere, and must lead visitors to the host. */
export const none: FrontMaker<NoEdge> = {
  ranges: () => undefined,
  front: () => nothing,
  aliasFront: () => nothing,
  hostRecord: () => undefined,
  detour: () => undefined,
  serviceRecord: () => undefined,
  planned: () => ({}),
  plannedAlias: () => ({}),
};
