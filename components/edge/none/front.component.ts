import * as pulumi from "@pulumi/pulumi";
import type { Front, FrontMaker } from "../common/front.component";
import type { NoEdge } from "./settings";

const nothing: Front = { reachable: pulumi.output([]), relaxed: pulumi.output([]) };

/** No edge at work: whoever keeps the domain's DNS leads visitors to the host. */
export const none: FrontMaker<NoEdge> = {
  ranges: () => undefined,
  front: () => nothing,
  aliasFront: () => nothing,
  serviceRecord: () => undefined,
  planned: () => ({}),
  plannedAlias: () => ({}),
};
