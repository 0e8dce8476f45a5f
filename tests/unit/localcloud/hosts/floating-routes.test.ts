import { FloatingRoutes, type Lead } from "../../../../localcloud/hosts/floating-routes";

/** The routes of a machine that has `present`, and what was told to `ip` besides. */
function machine(present: Readonly<Record<string, string>>): { readonly routes: FloatingRoutes; readonly led: Map<string, string>; readonly told: string[] } {
  const led = new Map(Object.entries(present));
  const told: string[] = [];
  const ip = (...args: readonly string[]): Promise<string> => {
    const [verb, what = "", address = "", , host = ""] = args;
    if (verb === "-json") return Promise.resolve(JSON.stringify([{ dst: args.at(-1) }, ...[...led].map(([dst, gateway]) => ({ dst, gateway }))]));
    told.push(args.join(" "));
    if (what === "replace") led.set(address, host);
    else led.delete(address);
    return Promise.resolve("");
  };
  return { routes: new FloatingRoutes({ floatingSubnet: "192.0.2.32/27" }, ip), led, told };
}

const to = (lead: Lead, routes: Readonly<Record<string, string>>): Promise<void> => lead(new Map(Object.entries(routes)));

test("an address is led to a host, to another one, and no more; what is as it should be is not touched", async () => {
  const { routes, led, told } = machine({ "192.0.2.33": "10.0.0.2" });
  const lead = routes.of("hetzner");
  await to(lead, { "192.0.2.33": "10.0.0.2" });
  expect(told).toEqual([]);
  await to(lead, { "192.0.2.33": "10.0.0.3", "192.0.2.34": "10.0.0.2" });
  expect(told).toEqual(["route replace 192.0.2.33 via 10.0.0.3", "route replace 192.0.2.34 via 10.0.0.2"]);
  await to(lead, { "192.0.2.34": "10.0.0.2" });
  expect([...led]).toEqual([["192.0.2.34", "10.0.0.2"]]);
});

test("no route goes before every vendor has said which are its own, and none of another vendor's at all", async () => {
  const { routes, led } = machine({ "192.0.2.33": "10.0.0.2", "192.0.2.34": "10.0.0.3" });
  const [one, other] = [routes.of("hetzner"), routes.of("linode")];
  await to(one, {});
  expect([...led.keys()]).toEqual(["192.0.2.33", "192.0.2.34"]);
  await to(other, { "192.0.2.34": "10.0.0.3" });
  expect([...led.keys()]).toEqual(["192.0.2.34"]);
  await to(one, { "192.0.2.35": "10.0.0.4" });
  expect([...led.keys()]).toEqual(["192.0.2.34", "192.0.2.35"]);
});
