import * as pulumi from "@pulumi/pulumi";
import type { FrontMaker } from "../common/front.component";
import type { NoEdge } from "./settings";

/** No edge at work: whoever keeps the domain's DNS leads visitors to the host. */
export const none: FrontMaker<NoEdge> = {
  ranges: () => undefined,
  front: () => ({ reachable: pulumi.output([]), relaxed: pulumi.output([]) }),
  serviceRecord: () => undefined,
  planned: () => ({}),
};
