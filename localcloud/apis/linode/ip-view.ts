import { ipv6Of } from "../../hosts/ipv6";
import type { Ip, Linode, State } from "./state";

interface Placed {
  readonly address: string;
  readonly region: string;
  readonly linode?: string | undefined;
  readonly isReserved: boolean;
}

/** An address that a Linode was made with. */
export function ownIp({ id, address, region }: Linode): Placed {
  return { address, region, linode: id, isReserved: false };
}

export function movableIp({ id, region, linode, isReserved }: Ip): Placed {
  return { address: id, region, linode, isReserved };
}

/** Every IPv4 address of the account. */
export function allIps({ linodes, ips }: State): Placed[] {
  return [...linodes.list().map(ownIp), ...ips.list().map(movableIp)];
}

/** An IPv4 address as the API returns it. */
export function viewIp({ address, region, linode, isReserved }: Placed): object {
  return {
    address,
    gateway: address.replace(/\d+$/, "1"),
    subnet_mask: "255.255.255.0",
    prefix: 24,
    type: "ipv4",
    public: true,
    rdns: `${address.replaceAll(".", "-")}.ip.example.test`,
    linode_id: linode === undefined ? null : Number(linode),
    interface_id: null,
    region,
    vpc_nat_1_1: null,
    reserved: isReserved,
    tags: [],
    assigned_entity: null,
  };
}

/** A Linode's addresses, as GET /v4/linode/instances/{id}/ips returns them. */
export function viewIpsOf({ ips }: State, linode: Linode): object {
  const movable = ips.list().filter((ip) => ip.linode === linode.id);
  const listed = (isReserved: boolean): object[] => movable.filter((ip) => ip.isReserved === isReserved).map((ip) => viewIp(movableIp(ip)));
  const v6 = (address: string): object => ({
    address,
    gateway: "fe80::1",
    subnet_mask: "ffff:ffff:ffff:ffff::",
    prefix: 64,
    type: "ipv6",
    public: !address.startsWith("fe80"),
    rdns: null,
    linode_id: Number(linode.id),
    region: linode.region,
  });
  return {
    ipv4: { public: [viewIp(ownIp(linode)), ...listed(false)], private: [], shared: [], reserved: listed(true), vpc: [] },
    ipv6: { slaac: v6(ipv6Of(linode.address)), link_local: v6(ipv6Of(linode.address).replace(/^2001:db8:.*::/, "fe80::")), global: [], vpc: [] },
  };
}
