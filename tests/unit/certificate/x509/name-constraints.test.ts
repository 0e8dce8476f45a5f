import "reflect-metadata";
import * as x509 from "@peculiar/x509";
import { forbiddenNames } from "../../../../components/certificate/x509/name-constraints";
import { inDays, make, now } from "../../../support/certificate-maker";
import { der, octets } from "../../../support/der";
import { opensslVerifies } from "../../../support/openssl";

const permitted = 0xa0;
const excluded = 0xa1;
const host = (base: string): Buffer => der(0x82, Buffer.from(base));
const network = (text: string): Buffer => der(0x87, octets(text));
const constraints = (...parts: readonly (readonly [tag: number, ...bases: Buffer[]])[]): Buffer =>
  der(0x30, ...parts.map(([tag, ...bases]) => der(tag, ...bases.map((base) => der(0x30, base)))));

const v4 = "c6336400 ffffff00"; // 198.51.100.0/24
const v6 = "20010db8000000000000000000000000 ffffffff000000000000000000000000"; // 2001:db8::/32

/** [what, constraints, a name of the leaf, whether the authority may certify it] */
const cases: readonly (readonly [string, Buffer, string, boolean])[] = [
  ["a permitted network's address", constraints([permitted, network(v4)]), "198.51.100.7", true],
  ["the first address of a permitted network", constraints([permitted, network(v4)]), "198.51.100.0", true],
  ["the last address of a permitted network", constraints([permitted, network(v4)]), "198.51.100.255", true],
  ["the address right below a permitted network", constraints([permitted, network(v4)]), "198.51.99.255", false],
  ["the address right above a permitted network", constraints([permitted, network(v4)]), "198.51.101.0", false],
  ["an address that differs in its first octet", constraints([permitted, network(v4)]), "199.51.100.7", false],
  ["an address within a mask that ends inside an octet", constraints([permitted, network("c6336000 fffff000")]), "198.51.111.255", true],
  ["an address beyond a mask that ends inside an octet", constraints([permitted, network("c6336000 fffff000")]), "198.51.112.0", false],
  ["an excluded network's address", constraints([excluded, network(v4)]), "198.51.100.7", false],
  ["an address outside an excluded network", constraints([excluded, network(v4)]), "198.51.101.7", true],
  ["an excluded address in a permitted network", constraints([permitted, network(v4)], [excluded, network("c6336407 ffffffff")]), "198.51.100.7", false],
  [
    "the neighbour of an excluded address in a permitted network",
    constraints([permitted, network(v4)], [excluded, network("c6336407 ffffffff")]),
    "198.51.100.6",
    true,
  ],
  ["an address of the second permitted network", constraints([permitted, network("0a000000 ff000000"), network(v4)]), "198.51.100.7", true],
  ["an IPv6 address in a permitted network", constraints([permitted, network(v6)]), "2001:db8::7", true],
  ["an IPv6 address without zeros in a permitted network", constraints([permitted, network(v6)]), "2001:db8:1:2:3:4:5:6", true],
  ["an IPv6 address that differs in the low octet of a group", constraints([permitted, network(v6)]), "2001:db9::7", false],
  ["an IPv6 address that differs in the high octet of a group", constraints([permitted, network(v6)]), "2001:cb8::7", false],
  ["an IPv6 address that ends in zeros", constraints([permitted, network(`${"fd00".padEnd(32, "0")} ${"f".repeat(32)}`)]), "fd00::", true],
  ["an IPv6 address that begins with zeros", constraints([permitted, network(`${"1".padStart(32, "0")} ${"f".repeat(32)}`)]), "::1", true],
  [
    "an IPv6 address with zeros in its midst",
    constraints([permitted, network(`20010db8 0102 0000 0000 0000 0003 0004 ${"f".repeat(32)}`)]),
    "2001:db8:102::3:4",
    true,
  ],
  [
    "an IPv6 address whose last group is another",
    constraints([permitted, network(`20010db8 0102 0000 0000 0000 0003 0004 ${"f".repeat(32)}`)]),
    "2001:db8:102::3:104",
    false,
  ],
  ["an IPv4 address where IPv6 networks are permitted", constraints([permitted, network(v6)]), "198.51.100.7", false],
  ["an IPv6 address where an IPv4 network that covers everything is excluded", constraints([excluded, network("00000000 00000000")]), "2001:db8::7", true],
  ["an address where host names alone are limited", constraints([permitted, host("example.com")]), "198.51.100.7", true],
  ["a host name where addresses alone are limited", constraints([permitted, network(v4)]), "www.example.com", true],
  ["a permitted name", constraints([permitted, host("example.com")]), "example.com", true],
  ["a name below a permitted one", constraints([permitted, host("example.com")]), "a.b.example.com", true],
  ["a name that only ends in the letters of a permitted one", constraints([permitted, host("example.com")]), "badexample.com", false],
  ["a permitted name in other letters", constraints([permitted, host("EXAMPLE.com")]), "www.example.COM", true],
  ["a name below one with a dot before it", constraints([permitted, host(".example.com")]), "www.example.com", true],
  ["the name itself that has a dot before it", constraints([permitted, host(".example.com")]), "example.com", false],
  ["any name where the empty one is excluded", constraints([excluded, host("")]), "www.example.com", false],
  ["a name of the second permitted one", constraints([permitted, host("example.org"), host("example.com")]), "www.example.com", true],
  ["a name that is permitted and excluded", constraints([permitted, host("example.com")], [excluded, host("www.example.com")]), "www.example.com", false],
];

test.each(cases)("%s: openssl agrees on whether it may be certified", async (_what, extension, name, holds) => {
  const isAddress = /^[\d.]+$|:/.test(name);
  const root = await make({ subject: "CN=Root", isAuthority: true, notAfter: inDays(3650), extensions: [] });
  const lower = await make({ subject: "CN=Lower", issuer: root, isAuthority: true, extensions: [new x509.Extension("2.5.29.30", true, extension)] });
  const leaf = await make({ subject: "CN=leaf", issuer: lower, ...(isAddress ? { addresses: [name] } : { names: [name] }) });
  expect(opensslVerifies({ root: root.certificate, intermediates: lower.certificate, leaf: leaf.certificate }, [name], now)).toBe(holds);
  expect(forbiddenNames(extension, { dnsNames: isAddress ? [] : [name], addresses: isAddress ? [name] : [] })).toEqual(holds ? [] : [name]);
});

test("all forbidden names are told, host names first", () => {
  const extension = constraints([permitted, host("example.com"), network(v4)]);
  expect(forbiddenNames(extension, { dnsNames: ["a.example.org", "example.com", "b.example.org"], addresses: ["10.0.0.1", "198.51.100.7"] })).toEqual([
    "a.example.org",
    "b.example.org",
    "10.0.0.1",
  ]);
});

test("a limit to names of another kind is none for hosts and addresses", () => {
  expect(forbiddenNames(constraints([permitted, der(0x81, Buffer.from("example.org"))]), { dnsNames: ["example.com"], addresses: ["10.0.0.1"] })).toEqual([]);
});

test.each(["c6336400 ff00ff00", "c633640000 ffffff0000", "c6336400", `c6336400${"f".repeat(16)}`])(
  "a network that is no address with its mask makes the constraints unreadable: %s",
  (text) => {
    expect(() => forbiddenNames(constraints([permitted, network(text)]), { dnsNames: [], addresses: ["198.51.100.7"] })).toThrow(
      "a network must be an address and a mask",
    );
  },
);
