import type { Hono } from "hono";
import * as v from "valibot";
import { optional } from "../common/optional";
import type { Backend } from "./backend";
import { readBody } from "./body";
import { find, regions } from "./catalog";
import { found, invalid, notImplemented } from "./errors";
import { begin } from "./events";
import { allIps, movableIp, viewIp, viewIpsOf } from "./ip-view";
import { list } from "./listing";
import { release, type Ip, type Linode, type State } from "./state";

const allocation = v.object({
  type: v.literal("ipv4"),
  public: v.boolean(),
  reserved: optional(v.boolean()),
  region: optional(v.string()),
  linode_id: optional(v.number()),
});
const reservation = v.object({ region: v.string() });
const assigned = v.object({ type: v.literal("ipv4"), public: optional(v.boolean()), address: optional(v.string()) });
const assignments = v.object({ region: v.string(), assignments: v.array(v.object({ address: v.string(), linode_id: v.number() })) });

/** /v4/networking/ips, /v4/networking/reserved/ips, and the addresses of Linodes */
export function ipRoutes(app: Hono, backend: Backend): void {
  const { state, lifecycle } = backend;
  const view = (ip: Ip): object => viewIp(movableIp(ip));
  const reserved = (): Ip[] => state.ips.list().filter(({ isReserved }) => isReserved);
  const linodeOf = (id: string): Linode => found(state.linodes.get(id));

  /** Leads an address to a Linode: in one step, if another one had it. */
  const lead = (ip: Ip, linode: Linode): Ip => {
    if (ip.region !== linode.region) throw invalid("region", `${ip.id} is in ${ip.region}, and Linode ${linode.id} is not`);
    const led = state.ips.put({ ...ip, linode: linode.id });
    begin(backend, { type: "ipaddress_update", entityType: "ip", resourceId: ip.id, argument: linode.id });
    return led;
  };

  app.get("/v4/networking/ips", (c) => list(c, allIps(state), viewIp));
  app.get("/v4/networking/ips/:address", (c) => c.json(viewIp(found(allIps(state).find(({ address }) => address === c.req.param("address"))))));

  app.post("/v4/networking/ips", (c) => {
    const { public: isPublic, reserved: isReserved = false, region, linode_id: id } = readBody(c, allocation);
    if (!isPublic) throw notImplemented("private addresses");
    const linode = id === undefined ? undefined : findLinode(state, id, "linode_id");
    if (!isReserved && !linode) throw invalid("linode_id", "linode_id is required unless the address is reserved");
    const ip = newIp(backend, validRegion(region ?? linode?.region), isReserved);
    return c.json(view(linode ? lead(ip, linode) : ip));
  });

  // The second path is an older name of the first, which Linode's client for Python uses.
  app.on("POST", ["/v4/networking/ips/assign", "/v4/networking/ipv4/assign"], (c) => {
    const body = readBody(c, assignments);
    const region = validRegion(body.region);
    const moves = body.assignments.map(({ address, linode_id: id }) => {
      const ip = state.ips.get(address);
      if (!ip) throw invalid("assignments", `${address} is no address that can be moved`);
      const linode = findLinode(state, id, "assignments");
      if (linode.region !== region || ip.region !== region) throw invalid("region", `${address} and Linode ${linode.id} must be in ${region}`);
      return { ip, linode };
    });
    for (const { ip, linode } of moves) lead(ip, linode);
    return c.json({});
  });

  app.get("/v4/networking/reserved/ips", (c) => list(c, reserved(), view));
  app.post("/v4/networking/reserved/ips", (c) => c.json(view(newIp(backend, validRegion(readBody(c, reservation).region), true))));
  app.get("/v4/networking/reserved/ips/:address", (c) => c.json(view(found(reserved().find(({ id }) => id === c.req.param("address"))))));

  app.delete("/v4/networking/reserved/ips/:address", (c) => {
    const ip = found(reserved().find(({ id }) => id === c.req.param("address")));
    // One that a Linode has stays with it, and goes when the Linode goes.
    if (ip.linode === undefined) state.ips.delete(ip.id);
    else state.ips.put({ ...ip, isReserved: false });
    return c.json({});
  });

  app.get("/v4/linode/instances/:id/ips", (c) => c.json(viewIpsOf(state, linodeOf(c.req.param("id")))));

  app.post("/v4/linode/instances/:id/ips", (c) => {
    const linode = linodeOf(c.req.param("id"));
    const { public: isPublic = false, address } = readBody(c, assigned);
    if (!isPublic) throw notImplemented("private addresses");
    if (address === undefined) return c.json(view(lead(newIp(backend, linode.region, false), linode)));
    const ip = reserved().find(({ id }) => id === address);
    if (!ip || ip.linode !== undefined) throw invalid("address", `${address} is no reserved address without a Linode`);
    return c.json(view(lead(ip, linode)));
  });

  app.delete("/v4/linode/instances/:id/ips/:address", (c) => {
    const linode = linodeOf(c.req.param("id"));
    const address = c.req.param("address");
    if (address === linode.address) throw invalid("address", "Linode must have at least one public IP");
    release(state, found(state.ips.list().find((ip) => ip.id === address && ip.linode === linode.id)));
    lifecycle.startReconfiguring();
    return c.json({});
  });
}

function newIp({ state, addresses }: Backend, region: string, isReserved: boolean): Ip {
  const [id = ""] = addresses.take("floating", "address that can be moved");
  return state.ips.put({ id, region, isReserved });
}

function validRegion(region: string | undefined): string {
  if (region === undefined || !find(regions, region)) throw invalid("region", "region is not valid");
  return region;
}

function findLinode({ linodes }: State, id: number, field: string): Linode {
  const linode = linodes.get(String(id));
  if (!linode || linode.deleting) throw invalid(field, `Linode ${String(id)} does not exist`);
  return linode;
}
