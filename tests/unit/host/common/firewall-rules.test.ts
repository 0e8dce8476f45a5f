import { inboundRules, openPortsSchema, outboundRules, sshAccessSchema, webAccessSchema } from "../../../../components/host/common/firewall-rules";
import { faultsOf } from "../../../../components/shared/validation";

const sourcesOf = (rules: ReturnType<typeof inboundRules>, port: string) => rules.find((rule) => rule.portRange === port)?.sourceAddresses;

test("behind an edge, only the edge reaches the web ports, and everyone SSH", () => {
  const rules = inboundRules({ from: "edge", ranges: ["203.0.113.0/24", "198.51.100.0/24"] });
  expect(sourcesOf(rules, "443")).toEqual(["198.51.100.0/24", "203.0.113.0/24"]);
  expect(sourcesOf(rules, "80")).toEqual(["198.51.100.0/24", "203.0.113.0/24"]);
  expect(sourcesOf(rules, "22")).toEqual(["0.0.0.0/0", "::/0"]);
});

test("SSH is open to the ranges that are named alone", () => {
  expect(sourcesOf(inboundRules({ from: "nobody" }, [], { from: ["203.0.113.0/24", "2001:db8::/64"] }), "22")).toEqual(
    ["2001:db8::/64", "203.0.113.0/24"].sort(),
  );
});

test.each([{}, { from: [] }, { from: ["203.0.113.7"] }, { from: ["0.0.0.0/33"] }, { ranges: ["203.0.113.0/24"] }])("%j does not say who reaches SSH", (ssh) => {
  expect(faultsOf(sshAccessSchema, ssh, "host.ssh")).not.toEqual([]);
});

test("an edge without address ranges is refused, not taken for everyone", () => {
  expect(() => inboundRules({ from: "edge", ranges: [] })).toThrow(/list is empty/);
});

test("what else is open is open to those that it says, and to nobody else", () => {
  const rules = inboundRules({ from: "everyone" }, [
    { ports: "465", from: ["0.0.0.0/0", "::/0"] },
    { ports: "5432", from: ["203.0.113.0/24"] },
  ]);
  expect(sourcesOf(rules, "465")).toEqual(["0.0.0.0/0", "::/0"]);
  expect(sourcesOf(rules, "5432")).toEqual(["203.0.113.0/24"]);
  expect(rules.map(({ portRange }) => portRange)).toEqual(["22", "80", "443", "465", "5432", undefined]);
});

test("a host without a web site has no web ports", () => {
  expect(inboundRules({ from: "nobody" }).map(({ portRange }) => portRange)).toEqual(["22", undefined]);
});

test("a host without an edge is open to everyone on its web ports, by TCP, and answers pings", () => {
  const everywhere = ["0.0.0.0/0", "::/0"];
  expect(inboundRules({ from: "everyone" })).toEqual([
    { protocol: "tcp", portRange: "22", sourceAddresses: everywhere },
    { protocol: "tcp", portRange: "80", sourceAddresses: everywhere },
    { protocol: "tcp", portRange: "443", sourceAddresses: everywhere },
    { protocol: "icmp", sourceAddresses: everywhere },
  ]);
});

test("a host reaches everything", () => {
  expect(outboundRules.map(({ protocol, portRange, destinationAddresses }) => [protocol, portRange, ...destinationAddresses])).toEqual([
    ["tcp", "all", "0.0.0.0/0", "::/0"],
    ["udp", "all", "0.0.0.0/0", "::/0"],
    ["icmp", undefined, "0.0.0.0/0", "::/0"],
  ]);
});

test.each([
  ["1", true],
  ["65535", true],
  ["1-65535", true],
  ["40000-40000", true],
  ["40000-40001", true],
  ["0", false],
  ["65536", false],
  ["1-65536", false],
  ["40001-40000", false],
  ["025", false],
  ["25-", false],
  ["25-0", false],
  ["25,26", false],
  ["all", false],
])("%s is taken for a port or a range of ports: %s", (ports, isTaken) => {
  const problems = faultsOf(openPortsSchema, [{ ports, from: ["203.0.113.0/24"] }], "open").map(({ path, problem }) => `${path} ${problem}`);
  const rule = "open.0.ports must be a port like 25, or a range of ports like 40000-40099: current value is";
  expect(problems).toEqual(isTaken ? [] : [`${rule} ${JSON.stringify(ports)}`]);
});

test("an open port, and an edge, have at least one address range each", () => {
  const problem = expect.stringMatching(/^must hold at least one address range/) as string;
  const faultAt = (path: string): unknown => expect.objectContaining({ path, problem });
  expect(faultsOf(openPortsSchema, [{ ports: "25", from: [] }], "open")).toEqual([faultAt("open.0.from")]);
  expect(faultsOf(webAccessSchema, { from: "edge", ranges: [] }, "web")).toEqual([faultAt("web.ranges")]);
  expect(faultsOf(webAccessSchema, { from: "edge", ranges: ["203.0.113.0/24"] }, "web")).toEqual([]);
});
