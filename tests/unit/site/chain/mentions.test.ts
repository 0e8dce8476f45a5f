import { mentions } from "../../../../components/site/chain/mentions";

test.each<[boolean, string, string]>([
  [true, "198.51.100.7", "198.51.100.7"],
  [true, "v=spf1 ip4:198.51.100.7 -all", "198.51.100.7"],
  [true, '"v=spf1 +ip4:198.51.100.7/32 -all"', "198.51.100.7"],
  [true, "origin=198.51.100.7:8443", "198.51.100.7"],
  [false, "v=spf1 ip4:198.51.100.70 -all", "198.51.100.7"],
  [true, "2001:db8::7", "2001:db8::7"],
  [true, "v=spf1 ip6:2001:db8::7/128 -all", "2001:db8::7"],
  [true, '"v=spf1 ?IP6:2001:DB8:0:0::7 -all"', "2001:db8::7"],
  [true, "http://[2001:db8::7]:8443", "2001:db8::7"],
  [false, "v=spf1 ip6:2001:db8::70 -all", "2001:db8::7"],
  [false, "v=spf1 include:example.net -all", "2001:db8::7"],
])("it is %s that %s mentions %s", (isSo, content, address) => {
  expect(mentions(content, address)).toBe(isSo);
});
