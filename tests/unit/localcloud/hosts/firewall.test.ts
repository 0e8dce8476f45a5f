import fc from "fast-check";
import { type FirewallPolicy, type FirewallRule, renderFirewall } from "../../../../localcloud/hosts/firewall";
import { expectGolden } from "../../../support/golden";

const policy: FirewallPolicy = {
  inbound: [
    { protocol: "tcp", ports: { first: 22, last: 22 }, addresses: ["192.0.2.7", "2001:db8::7"] },
    { protocol: "tcp", ports: { first: 8000, last: 9000 }, addresses: ["10.0.0.0/8", "10.1.0.0/16"] },
    { protocol: "icmp", addresses: ["0.0.0.0/0", "::/0"] },
  ],
  outbound: [
    { protocol: "tcp", addresses: ["0.0.0.0/0", "::/0"] },
    { protocol: "udp", ports: { first: 53, last: 53 }, addresses: ["0.0.0.0/0"] },
  ],
};

it("lets pass what its rules name, and answers, and nothing else", () => {
  expectGolden("firewall.nft", renderFirewall(policy));
});

it("leaves no table behind where there is no firewall", () => {
  expect(renderFirewall(undefined)).toBe("table inet cloud_firewall\ndelete table inet cloud_firewall\n");
});

const octet = fc.integer({ min: 0, max: 255 });
const addresses = fc.oneof(
  fc.tuple(octet, octet, octet, octet).map((octets) => octets.join(".")),
  fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 })).map(([address, length]) => `${address}/${String(length)}`),
  fc.ipV6().map((address) => address),
);
const ports = fc
  .tuple(fc.integer({ min: 1, max: 65535 }), fc.integer({ min: 1, max: 65535 }))
  .map(([one, two]) => ({ first: Math.min(one, two), last: Math.max(one, two) }));
const rules: fc.Arbitrary<FirewallRule> = fc.record(
  { protocol: fc.constantFrom("tcp", "udp", "icmp"), addresses: fc.array(addresses, { maxLength: 5 }), ports },
  { requiredKeys: ["protocol", "addresses"] },
);
const policies = fc.record({ inbound: fc.array(rules, { maxLength: 5 }), outbound: fc.array(rules, { maxLength: 5 }) });

const accepted = (script: string): string[] => script.split("\n").filter((line) => /^ {4}(meta|ip6?) .*accept$/.test(line));

it("has one line for each address of each rule, however often it is named", () => {
  fc.assert(
    fc.property(policies, (any) => {
      const count = (list: readonly FirewallRule[]): number => list.reduce((sum, each) => sum + each.addresses.length, 0);
      const once = accepted(renderFirewall(any));
      expect(once.length).toBeLessThanOrEqual(count(any.inbound) + count(any.outbound));
      expect(accepted(renderFirewall({ inbound: [...any.inbound, ...any.inbound], outbound: any.outbound }))).toEqual(once);
    }),
  );
});

it("drops by default in both directions, whatever the rules", () => {
  fc.assert(
    fc.property(policies, (any) => {
      expect(renderFirewall(any).match(/policy \w+/g)).toEqual(["policy drop", "policy drop"]);
    }),
  );
});

it("matches an address only by its own family", () => {
  fc.assert(
    fc.property(policies, (any) => {
      for (const line of accepted(renderFirewall(any))) {
        const isV6 = line.includes(" ip6 ") || line.includes("nfproto ipv6");
        expect(line.includes("ipv6-icmp") && !isV6).toBe(false);
        expect(/ ip [sd]addr \S*:/.test(line)).toBe(false);
        expect(/ ip6 [sd]addr [\d./]+ /.test(line)).toBe(false);
      }
    }),
  );
});
