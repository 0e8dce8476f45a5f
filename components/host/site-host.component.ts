import * as pulumi from "@pulumi/pulumi";
import type { Inputs } from "../shared/inputs.component";
import type { Access } from "./common/access.component";
import type { OpenPort, WebAccess } from "./common/firewall-rules";
import type { FinderNeeds } from "./common/host-finder.component";
import { finderOf } from "./makers.component";
import { ReservedAddress } from "./reserved-address.component";
import { hasIpv4, type HostSettings, type VendorHost } from "./vendors";
import { Vps } from "./vps.component";

/** What the host of a site must let in, and what goes with its settings. */
export interface SiteHostNeeds extends FinderNeeds {
  readonly web: Inputs<WebAccess>;
  readonly open: Inputs<readonly OpenPort[]>;
}

/** What the rest of a site needs of its host. */
export interface ReadyHost {
  /** How a push reaches it. */
  readonly access: Access;
  /**
   * The port of SSH, if the firewall that tlsup makes admits everybody to it.
   * @default only some may connect, or the firewall is not tlsup's
   */
  readonly openSsh?: pulumi.Output<number>;
  /** Whether visitors reach it by IPv4. */
  readonly hasIpv4: boolean;
  /**
   * The id of its machine, if its address moves from machine to machine.
   * @default each machine has its own address
   */
  readonly movesTo?: pulumi.Output<string>;
  /**
   * The address for visitors: IPv4, or IPv6 of a host without IPv4. One that outlives the machine leads there once everything in `proven` and what
   * `detours` makes is done.
   */
  address(proven: pulumi.Output<pulumi.Resource[]>, detours: MakeDetours): pulumi.Output<string>;
}

/** How visitors reach a host while its address moves. */
export interface Move {
  /** The address that moves. */
  readonly from: pulumi.Output<string>;
  /** The own address of the machine that it moves to. */
  readonly to: pulumi.Output<string>;
  /** The machine's id. */
  readonly machine: pulumi.Output<string>;
  /** What answers at that machine. */
  readonly proven: pulumi.Output<pulumi.Resource[]>;
}

/** Makes what has to be done before an address moves. */
export type MakeDetours = (move: Move) => readonly pulumi.Resource[];

/** Makes the host of a site at a vendor, or finds it. */
export function siteHost(name: string, host: Inputs<HostSettings>, { web, open, ...needs }: SiteHostNeeds, parent: pulumi.Resource): ReadyHost {
  const finder = finderOf(host.provider);
  if (!finder) return madeHost(name, host as Inputs<VendorHost>, { web, open }, parent);
  const { access, address } = finder.find(name, host, needs, parent);
  return { access, hasIpv4: hasIpv4(host), address: () => address };
}

/** Where records lead to a host. */
export interface HostPlaces {
  readonly address?: pulumi.Input<string>;
  readonly ipv6?: pulumi.Input<string>;
  /**
   * The id of the machine that `address` has moved to.
   * @default each machine has its own address
   */
  readonly machine?: pulumi.Input<string>;
}

/** The addresses for the records of a host: `address`, which is the one for visitors, as what it is, and an IPv6 address beside it. */
export function placesOf({ hasIpv4, access, movesTo }: Pick<ReadyHost, "hasIpv4" | "access" | "movesTo">, address: pulumi.Input<string>): HostPlaces {
  return { ...(hasIpv4 && { address }), ...(access.ipv6 && { ipv6: access.ipv6 }), ...(movesTo && { machine: movesTo }) };
}

function madeHost(name: string, host: Inputs<VendorHost>, gates: Pick<SiteHostNeeds, "web" | "open">, parent: pulumi.Resource): ReadyHost {
  const { reservedIp, ...machine } = host;
  const vps = new Vps(name, { ...machine, ...gates }, { parent });
  const { access, address } = vps;
  const ready = { access, hasIpv4: hasIpv4(host), ...(host.ssh === undefined && { openSsh: access.port }) };
  if (reservedIp !== true) return { ...ready, address: () => address };
  return {
    ...ready,
    movesTo: access.machine,
    address(proven, detours) {
      const [before, follow] = pulumi.deferredOutput<pulumi.Resource[]>();
      const moving = new ReservedAddress(name, { provider: machine.provider, region: machine.region, machine: access.machine }, { parent, dependsOn: before });
      const made = detours({ from: moving.reserved, to: address, machine: access.machine, proven });
      follow(proven.apply((first) => [...first, ...made]));
      return moving.address;
    },
  };
}
