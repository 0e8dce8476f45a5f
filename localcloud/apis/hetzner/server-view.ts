import { ipv6NetworkOf } from "../../hosts/ipv6";
import { isLocked } from "../../machines/record";
import type { Backend } from "./backend";
import { diskOf, findImage, findLocation, findServerType } from "./catalog";
import { appliesTo } from "./settings";
import type { Server } from "./state";

const statuses = { new: "initializing", active: "running", off: "off" } as const;

/** A server as the API returns it. */
export function viewServer({ state, lifecycle }: Backend, server: Server): object {
  const type = findServerType(server.serverType);
  const status = lifecycle.isCurrent(server) ? "applied" : "pending";
  return {
    id: Number(server.id),
    name: server.name,
    status: server.deleting ? "deleting" : statuses[server.status],
    created: server.createdAt,
    public_net: {
      ipv4: server.hasIpv4 === false ? null : viewIpv4(server),
      ipv6: server.hasIpv6 ? { id: Number(server.id) + 1, ip: ipv6NetworkOf(server.address), blocked: false, dns_ptr: [] } : null,
      floating_ips: state.floatingIps.list().flatMap((ip) => (ip.server === server.id ? [Number(ip.id)] : [])),
      firewalls: state.firewalls.list().flatMap((firewall) => (appliesTo(firewall, server) ? [{ id: Number(firewall.id), status }] : [])),
    },
    private_net: [],
    server_type: type,
    location: findLocation(server.location),
    image: findImage(server.image),
    iso: null,
    rescue_enabled: false,
    locked: isLocked(state.actions, server.id),
    backup_window: null,
    outgoing_traffic: null,
    ingoing_traffic: null,
    included_traffic: 0,
    protection: { delete: false, rebuild: false },
    labels: server.labels,
    volumes: [],
    load_balancers: [],
    primary_disk_size: diskOf(server),
    placement_group: null,
  };
}

function viewIpv4({ id, address }: Server): object {
  return { id: Number(id), ip: address, blocked: false, dns_ptr: `static.${address.split(".").reverse().join(".")}.clients.example.test` };
}
