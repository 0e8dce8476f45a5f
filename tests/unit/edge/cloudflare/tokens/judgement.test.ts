import { judgeToken, type TokenFacts } from "../../../../../components/edge/cloudflare/tokens/judgement";

const now = Date.parse("2026-12-01T00:00:00Z");
const rights = { groups: ["Zone Read", "DNS Read"], zoneIds: ["z1"] };
const good: TokenFacts = { ...rights, status: "active", expiresOn: "2027-03-01T00:00:00Z", from: [], elsewhere: [] };
const problems = (change: Partial<TokenFacts>, from: readonly string[] = []): string[] => judgeToken({ ...good, ...change }, rights, from, now);

describe("a token", () => {
  it("with the least rights is as it should be", () => {
    expect(problems({})).toEqual([]);
  });

  it.each([
    [{ groups: ["Zone Read"] }, ["it lacks: DNS Read"]],
    [{ groups: ["Zone Read", "DNS Write"] }, ["it has in excess: DNS Write"]],
    [{ zoneIds: ["z1", "z2"] }, ["it has in excess the zone: z2"]],
    [{ zoneIds: [] }, ["it lacks the zone: z1"]],
    [{ elsewhere: ["API Tokens Write on com.cloudflare.api.user.1"] }, ["it has in excess: API Tokens Write on com.cloudflare.api.user.1"]],
    [{ status: "disabled" }, ["it is disabled"]],
    [{ expiresOn: "2026-12-14T23:59:59Z" }, ["it expires on 2026-12-14T23:59:59Z, in 13 days"]],
    [{ expiresOn: "2026-12-15T00:00:00Z" }, []],
  ])("with %j is told with %j", (change, told) => {
    expect(problems(change)).toEqual(told);
  });

  it("which needs more than is known has nothing in excess, but may lack something", () => {
    const more = { ...good, groups: ["Zone Read", "Zone WAF Write"], zoneIds: ["z1", "z2"], elsewhere: ["Account Rulesets Write on an account"] };
    expect(judgeToken(more, rights, [], now, true)).toEqual(["it lacks: DNS Read"]);
  });

  it("without an end is told", () => {
    const { expiresOn, ...endless } = good;
    expect(expiresOn).toBeDefined();
    expect(judgeToken(endless, rights, [], now)).toEqual(["it never expires"]);
  });

  it("for some addresses may be used from these alone", () => {
    expect(problems({ from: ["192.0.2.0/24"] }, ["192.0.2.0/24"])).toEqual([]);
    expect(problems({}, ["192.0.2.0/24"])).toEqual(["every address may use it"]);
    expect(problems({ from: ["192.0.2.0/24", "0.0.0.0/0"] }, ["192.0.2.0/24"])).toEqual(["it may be used from: 0.0.0.0/0"]);
    expect(problems({ from: ["192.0.2.0/24"] })).toEqual([]);
  });
});
