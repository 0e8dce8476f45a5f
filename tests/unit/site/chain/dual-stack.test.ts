import { findings } from "../../../../components/site/chain/findings";
import type { RecordSeen } from "../../../../components/site/chain/zone-seen";
import { expected, now, seen, shown } from "../../../support/observations";

const { domain, address } = expected;
const made: RecordSeen = { name: domain, type: "A", content: address, proxied: true };

test("the records of a site that is reached by IPv6 as well are of both versions of IP, and each that is missing is told with its host", () => {
  const host = { host: "ams", address: "192.0.2.71", ipv6: "2001:db8::71", servedSha256: "aa" };
  const dual = { ...expected, ipv6: "2001:db8::7", otherHosts: [host] };
  const all = [made, { ...made, type: "AAAA", content: dual.ipv6 }, { ...made, content: host.address }, { ...made, type: "AAAA", content: host.ipv6 }];
  const told = (...records: RecordSeen[]): string[] => {
    const observation = seen({ zone: { name: "example.com", settings: expected.zone?.settings ?? {}, records } });
    return findings({ ...observation, origin: { expected: dual, seen: shown(expected as { notBefore: string; notAfter: string }) } }, now).map(
      ({ problem }) => problem,
    );
  };
  expect(told(...all)).toEqual([]);
  const missing = (place: string): string => `the zone has no record of ${domain} that leads to ${place}`;
  expect(told(...all.filter(({ type }) => type === "A"))).toEqual([missing("the host, 2001:db8::7"), missing("the host ams, 2001:db8::71")]);
});
