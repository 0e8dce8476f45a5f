import * as v from "valibot";
import { imagesOf } from "../common/platform";
import { dualStack, type DualStack, type SiteHost, type Vendor } from "../common/vendor";

/** A Linode at Akamai's cloud. */
export interface LinodeMachine extends DualStack {
  /** The provider of the machine. */
  readonly provider: "linode";
  /** The region's id, e.g. `eu-central`. It must offer Linode's metadata service. A change replaces the Linode. */
  readonly region: string;
  /** The plan's id, e.g. `g6-nanode-1`. A change powers the machine off; its disk stays. */
  readonly size: string;
  /**
   * The image's id: Debian or Ubuntu. A change replaces the Linode.
   * @default "linode/debian12"
   */
  readonly image?: string;
}

/** The host of a site at Linode. */
export interface LinodeHost extends LinodeMachine, SiteHost {}

/** The registry entry of Linode's settings. */
export const linode: Vendor<LinodeMachine, LinodeHost> = {
  provider: "linode",
  machine: {
    ...dualStack,
    provider: v.literal("linode"),
    region: v.pipe(v.string(), v.regex(/^[a-z]{2}-[a-z]+(-\d+)?$/, "must be a region like eu-central")),
    size: v.pipe(v.string(), v.regex(/^g\d+-[a-z]+(-[a-z0-9]+)+$/, "must be a plan like g6-nanode-1")),
    image: v.optional(imagesOf("linode")),
  },
  machineId: v.pipe(v.string(), v.regex(/^\d+$/, "must be the id of a Linode")),
};
