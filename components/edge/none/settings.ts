import * as v from "valibot";
import type { EdgeKind } from "../common/edge-kind";

/** Nothing in front of the host, and no record: the domain's DNS is elsewhere, and whoever keeps it makes the record that leads to the host. */
export interface NoEdge {
  readonly provider: "none";
}

/** No edge, as the registry has it. */
export const none: EdgeKind<NoEdge> = {
  provider: "none",
  entries: { provider: v.literal("none") },
  isProxied: () => false,
  hasRecords: false,
};
