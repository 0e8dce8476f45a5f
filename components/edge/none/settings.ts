import * as v from "valibot";
import type { EdgeKind } from "../common/edge-kind";

/** No edge and no record: the domain's DNS is managed elsewhere, and needs a record there that leads to the host. */
export interface NoEdge {
  readonly provider: "none";
}

/** The registry entry for no edge. */
export const none: EdgeKind<NoEdge> = {
  provider: "none",
  entries: { provider: v.literal("none") },
  isProxied: () => false,
  hasRecords: false,
};
