import { deploy, inputsOf } from "../support/deployed-site";
import { registered } from "../support/mocks";
import { site } from "../support/site";

const host = { ...site.host, reservedIp: true };
const at = (type: string, name?: string): number => registered.findIndex((each) => each.type.endsWith(`:${type}`) && (name ?? each.name) === each.name);
const detours = (): string[] =>
  registered
    .filter(({ type }) => type === "tlsup:index:Detour")
    .map(({ name }) => name)
    .sort();

describe("an address that outlives the machine", () => {
  test("moves once the edge goes past it, and the record is led back to it after the move", async () => {
    await deploy({ host });
    const name = "blog-blog.example.com";
    const order = [at("Release"), at("Detour", name), at("ReservedIpAssignment"), at("DnsRecord"), at("Detour", `${name}_back`)];
    expect(order).toEqual([...order].sort((a, b) => a - b));
    const both = { zoneId: "zone-1", domain: "blog.example.com", machine: expect.any(String) as string };
    expect(inputsOf("tlsup:index:Detour")).toEqual([
      { ...both, records: "198.51.100.99", to: "198.51.100.7" },
      { ...both, records: "1234", to: "198.51.100.99" },
    ]);
  });

  test("has this for each name of the site, and for each host with such an address", async () => {
    await deploy({ host, aliases: [{ name: "www.example.com" }], otherHosts: { b: host, c: site.host } });
    const names = ["blog-blog.example.com", "blog-blog.example.com-b", "blog-www.example.com", "blog-www.example.com-b"];
    expect(detours()).toEqual(names.flatMap((each) => [each, `${each}_back`]).sort());
  });

  test.each<[string, Parameters<typeof deploy>[0]]>([
    ["when each machine has its own address", {}],
    ["when records lead straight to it", { host, proxy: { provider: "cloudflare", proxied: false }, accept: ["untrusted-by-browsers"] }],
    ["without an edge", { host, proxy: { provider: "none" }, accept: ["untrusted-by-browsers"] }],
  ])("has nothing of it %s", async (_when, args) => {
    await deploy(args);
    expect(detours()).toEqual([]);
  });
});
