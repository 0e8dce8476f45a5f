import { Addresses, NoAddressLeft } from "../../../../localcloud/machines/addresses";

const instance = { subnet: "192.0.2.32/27", floatingSubnet: "198.51.100.64/27" };

/** Addresses of which some are in use. */
function addresses(...used: string[]): Addresses {
  const all = new Addresses(instance);
  all.hold(() => used);
  return all;
}

const range = (prefix: string, first: number, last: number): string[] => Array.from({ length: last - first + 1 }, (_, index) => `${prefix}${first + index}`);

test("machines have fourteen addresses after the gateway's, reserved ones the rest of the network, and floating ones a network of their own", () => {
  expect(addresses().take("machine", "droplet", 14)).toEqual(range("192.0.2.", 34, 47));
  expect(addresses().take("reserved", "reserved IP", 15)).toEqual(range("192.0.2.", 48, 62));
  expect(addresses().take("floating", "floating IP", 30)).toEqual(range("198.51.100.", 65, 94));
});

test("an address is given out once, by whichever vendor it is held", () => {
  const all = addresses("192.0.2.34");
  all.hold(() => ["192.0.2.36"]);
  expect(all.take("machine", "server")).toEqual(["192.0.2.35"]);
  expect(all.take("machine", "server", 2)).toEqual(["192.0.2.37", "192.0.2.38"]);
});

test("an address that was freed is given out after all others", () => {
  const all = addresses();
  const inTurn = Array.from({ length: 15 }, () => all.take("machine", "droplet")[0]);
  expect(inTurn).toEqual([...range("192.0.2.", 34, 47), "192.0.2.34"]);
  expect(all.take("reserved", "reserved IP")).toEqual(["192.0.2.48"]);
});

test.each([
  [14, 1, "none is free, and 1 is needed"],
  [13, 2, "1 is free, and 2 are needed"],
  [12, 3, "2 are free, and 3 are needed"],
])("with %d of fourteen in use, %d more are refused in words", (used, count, words) => {
  const take = (needed: number): string[] => addresses(...range("192.0.2.", 34, 33 + used)).take("machine", "droplet", needed);
  expect(() => take(count)).toThrow(NoAddressLeft);
  expect(() => take(count)).toThrow(`This local cloud has addresses for 14 droplets: ${words}.`);
  expect(take(14 - used)).toHaveLength(14 - used);
});
