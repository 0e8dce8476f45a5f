import { inboundRules } from "../../../components/vps/firewall-rules";

const sourcesOf = (rules: ReturnType<typeof inboundRules>, port: string) => rules.find((rule) => rule.portRange === port)?.sourceAddresses;

test("behind an edge, only the edge reaches the web ports, and everyone SSH", () => {
  const rules = inboundRules({ from: "edge", ranges: ["203.0.113.0/24", "198.51.100.0/24"] });
  expect(sourcesOf(rules, "443")).toEqual(["198.51.100.0/24", "203.0.113.0/24"]);
  expect(sourcesOf(rules, "80")).toEqual(["198.51.100.0/24", "203.0.113.0/24"]);
  expect(sourcesOf(rules, "22")).toEqual(["0.0.0.0/0", "::/0"]);
});

test("an edge without address ranges is refused, not taken for everyone", () => {
  expect(() => inboundRules({ from: "edge", ranges: [] })).toThrow(/list is empty/);
});
