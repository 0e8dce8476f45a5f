import type { Observation } from "../../../../components/site/chain/chain";
import type { RecordSeen } from "../../../../components/site/chain/zone-seen";
import { findings } from "../../../../components/site/chain/findings";
import { expected, now, seen } from "../../../support/observations";

const { domain } = expected;
const kinds = (observation: Observation): string[] => findings(observation, now).map(({ code, hop }) => `${hop} ${code}`);
const withRecords = (...records: RecordSeen[]): Observation => seen({ zone: { name: "example.com", settings: expected.zone?.settings ?? {}, records } });

describe("the records of the zone", () => {
  test("tell of a CNAME that it must go before the stack's own record comes back", () => {
    const cname = { name: domain, type: "CNAME", content: "elsewhere.example.net", proxied: true };
    expect(findings(withRecords(cname), now)).toMatchObject([{ code: "record-changed", remedy: "Delete it in the zone, and run `pulumi up --refresh`" }]);
  });

  test("are named before what follows from them", () => {
    expect(kinds({ ...withRecords(), edge: { outcome: "failed", address: domain, reason: "no address" } })).toEqual([
      "edge record-missing",
      "edge edge-unreachable",
    ]);
  });
});
