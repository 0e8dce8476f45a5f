import { BlockList } from "node:net";
import fc from "fast-check";
import { overlaps } from "../../../../localcloud/daemon/subnet";

const octet = fc.integer({ min: 0, max: 255 });
const network = fc
  .tuple(fc.constantFrom(10, 172, 192), fc.constantFrom(0, 16, 168), octet, octet, fc.integer({ min: 1, max: 32 }))
  .map(([a, b, c, d, length]) => ({
    address: [a, b, c, d].join("."),
    length,
  }));

test("two networks overlap when the address of one is in the other, as the runtime's own list of networks says", () => {
  fc.assert(
    fc.property(network, network, (one, other) => {
      const holds = (within: typeof one, address: string): boolean => {
        const list = new BlockList();
        list.addSubnet(within.address, within.length);
        return list.check(address);
      };
      const [a, b] = [one, other].map(({ address, length }) => `${address}/${length}`) as [string, string];
      expect(overlaps(a, b)).toBe(holds(one, other.address) || holds(other, one.address));
    }),
    { numRuns: 500 },
  );
});

test.each([
  ["198.51.100.0/26", "198.51.100.64/26", false],
  ["198.51.100.0/26", "198.51.100.0/24", true],
  ["198.51.100.77/32", "198.51.100.64/26", true],
  ["0.0.0.0/0", "198.51.100.64/26", true],
  ["10.88.0.0/16", "198.51.100.0/26", false],
  ["fd00::2/64", "198.51.100.0/26", false],
  ["10.0.0.0/24", "10.0.0.255/32", true],
  ["10.0.0.0/24", "10.0.1.0/32", false],
  ["10.0.1.0/24", "10.0.0.255/32", false],
  ["0.0.0.0/0", "255.255.255.255/32", true],
  ["2001:db8::/32", "10.0.0.0/8", false],
  ["2001:db8::/32", "2001:db8::/32", false],
])("%s and %s: %s", (one, other, expected) => {
  expect([overlaps(one, other), overlaps(other, one)]).toEqual([expected, expected]);
});
