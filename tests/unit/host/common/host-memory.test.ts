import { UpdateRequest } from "@pulumi/pulumi/proto/provider_pb";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { hostMemoryProvider } from "../../../../components/host/common/execution/host-memory";
import { hostEffects, reachableBy, type HostMemoryInputs } from "../../../../components/host/common/host-memory";
import { everywhere } from "../../../../components/host/common/firewall-rules";
import { resources } from "../../../../components/provider/execution/resources";
import type { AnyOperations } from "../../../../components/provider/plan";
import { secret } from "../../../../components/provider/value";

const ssh = { from: everywhere };
const machine = { provider: "digitalocean", region: "fra1", size: "s-1vcpu-1gb", image: "debian-12-x64" };
const before: HostMemoryInputs = { ...machine, reachable: reachableBy("edge", [{ ports: "25", from: everywhere }], ssh) };

test("who reaches a host is said in words, without an edge's ranges", () => {
  expect(before.reachable).toEqual({ "22": "everyone", "25": "everyone", "80": "the edge", "443": "the edge" });
  expect(reachableBy("nobody", [{ ports: "5432", from: ["203.0.113.0/24", "2001:db8::/32"] }], { from: ["198.51.100.0/24"] })).toEqual({
    "22": "198.51.100.0/24",
    "5432": "2001:db8::/32 and 203.0.113.0/24",
  });
});

test.each<[string, Partial<HostMemoryInputs>, readonly string[]]>([
  ["nothing, when nothing changes", {}, []],
  [
    "ports that are opened and closed",
    { reachable: reachableBy("edge", [{ ports: "21000-21099", from: everywhere }], ssh) },
    ["opens ports 21000-21099 to everyone, by the host's firewall", "closes port 25 to everyone, by the host's firewall"],
  ],
  [
    "ports that others reach from now on",
    { reachable: reachableBy("everyone", [{ ports: "25", from: everywhere }], ssh) },
    ["opens ports 80 and 443 to everyone, by the host's firewall", "closes ports 80 and 443 to the edge, by the host's firewall"],
  ],
  ["a machine that is resized", { size: "s-2vcpu-2gb" }, ["powers the machine off, makes it s-2vcpu-2gb and powers it on: visitors get errors meanwhile"]],
  [
    "a machine that is replaced, of another size or not",
    { region: "ams3", image: "debian-13-x64", size: "s-2vcpu-2gb" },
    [
      "replaces the machine, as its region becomes ams3 and image becomes debian-13-x64: it serves until the new one is proven, " +
        "and is deleted then with all that is on it",
    ],
  ],
  [
    "a machine that is replaced by one without IPv4",
    { ipv4Enabled: false },
    ["replaces the machine, as its ipv4Enabled becomes false: it serves until the new one is proven, and is deleted then with all that is on it"],
  ],
])("a preview tells %s", (_what, changes, told) => {
  expect(hostEffects({ ...before, ...changes }, before)).toEqual(told);
});

test.each([
  ["cx23", "cax11"],
  ["cax11", "cx23"],
])("a machine whose %s becomes %s is replaced, as no vendor changes its architecture, but its memory is not", (former, size) => {
  const [olds, news] = [former, size].map((each) => ({ ...before, provider: "hetzner", size: each })) as [HostMemoryInputs, HostMemoryInputs];
  expect(hostEffects(news, olds)).toEqual([expect.stringMatching(`^replaces the machine, as its size becomes ${size}: `)]);
  expect(hostMemoryProvider.diff("hetzner/fra1", olds, news)).toEqual({ changes: true, replaces: [] });
  expect(hostEffects({ ...olds, size: `${former}9` }, olds)).toEqual([expect.stringContaining(`powers the machine off, makes it ${former}9`)]);
});

test("a preview tells of a machine that gets an IPv4 address again", () => {
  const without = { ...before, ipv4Enabled: false };
  expect(hostEffects(without, without)).toEqual([]);
  expect(hostEffects(before, without)).toEqual([expect.stringContaining("replaces the machine, as its ipv4Enabled becomes true: ")]);
});

test("a preview tells who will reach a new host, and nothing of what is not known yet", () => {
  expect(hostEffects(before)).toEqual(["opens ports 22 and 25 to everyone, and ports 80 and 443 to the edge, by the host's firewall"]);
  expect(hostEffects({})).toEqual([]);
  expect(hostEffects({ provider: "digitalocean" }, before)).toEqual([]);
});

test("the memory changes with what it is told, and with nothing else", async () => {
  const { id, outs } = await hostMemoryProvider.create(before);
  expect(hostMemoryProvider.diff(id, outs, before)).toEqual({ changes: false, replaces: [] });
  expect(hostMemoryProvider.diff(id, outs, { ...before, size: "s-2vcpu-2gb" })).toEqual({ changes: true, replaces: [] });
  expect(hostMemoryProvider.diff(id, outs, { ...before, ipv4Enabled: false })).toEqual({ changes: true, replaces: [] });
});

test("a range that is secret is not told of in a preview", async () => {
  const notes: string[] = [];
  const log = () => ({ step: () => undefined, note: (text: string) => Promise.resolve(void notes.push(text)) });
  const { update } = resources({ operationsOf: () => hostMemoryProvider as unknown as AnyOperations, log });
  const of = (range: string): Struct => {
    const reachable = secret(reachableBy("nobody", [], { from: [range] }));
    return Struct.fromJavaScript({ ...machine, reachable } as unknown as Record<string, JavaScriptValue>);
  };
  await update(new UpdateRequest().setType("tlsup:index:HostMemory").setPreview(true).setOlds(of("203.0.113.7/32")).setNews(of("203.0.113.77/32")));
  expect(notes).toEqual(["opens port 22 to [secret], by the host's firewall", "closes port 22 to [secret], by the host's firewall"]);
});
