import * as v from "valibot";
import { atPort, hostAddress, isIpv6, isRange, recordAddress } from "../../../components/shared/address";

test("a host's address is IPv4, or IPv6 in its one shortest form; an A record's is IPv4", () => {
  const all = ["198.51.100.7", "2001:db8::7", "2001:DB8::7", "2001:db8:0::7", "fe80::1%eth0", "::ffff:198.51.100.7", "198.51.100.256", "a.example.com", ""];
  const taken = (schema: v.GenericSchema): string[] => all.filter((each) => v.is(schema, each));
  expect(taken(hostAddress)).toEqual(["198.51.100.7", "2001:db8::7", "::ffff:198.51.100.7"]);
  expect(taken(recordAddress)).toEqual(["198.51.100.7"]);
});

test("an address that is not known yet is not known to be IPv6", () => {
  expect(["2001:db8::7", "198.51.100.7", undefined, {}].map(isIpv6)).toEqual([true, false, false, false]);
});

test("a port of an IPv6 address is told apart from the address", () => {
  expect([atPort("2001:db8::7", 22), atPort("198.51.100.7", 22), atPort("a.example.com", 22)]).toEqual([
    "[2001:db8::7]:22",
    "198.51.100.7:22",
    "a.example.com:22",
  ]);
});

test("a range begins with its first address", () => {
  const ranges = [
    "0.0.0.0/0",
    "203.0.113.0/24",
    "203.0.113.7/32",
    "203.0.113.128/25",
    "::/0",
    "2001:db8::/32",
    "2001:db8::7/128",
    "2001:db8:0:8000::/49",
    "1:2:3:4:5:6:7:8/125",
  ];
  expect(ranges.filter((text) => !isRange(text))).toEqual([]);
  const others = ["203.0.113.7/24", "1.0.0.0/7", "203.0.113.0/33", "203.0.113.0", "2001:db8::7/64", "2001:db8:0:8000::/48", "1:2:3:4:5:6:7:8/124", "::/129"];
  expect(others.filter(isRange)).toEqual([]);
  // No vendor takes these.
  expect(isRange("::ffff:203.0.113.0/120")).toBe(false);
});
