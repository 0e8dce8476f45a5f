import { Agent } from "../../../support/acme/agent";
import { certificateId } from "../../../../components/certificate/acme/ari";
import { provenNames, quotedContent, standingRecord, type KnownAccount, type StandingRecord } from "../../../../components/certificate/acme/standing-record";
import { openWorld, type World } from "../../../support/acme/world";

let world: World;
let agent: Agent;
let account: KnownAccount;
const names = ["*.example.test", "example.test", "www.other.test"];

beforeAll(async () => {
  world = await openWorld({}, "example.test", "other.test");
  agent = new Agent(world);
  account = (await agent.register())!;
});
afterAll(async () => {
  agent.close();
  await world.close();
});
beforeEach(() => {
  world.front.fault = undefined;
  world.front.rewrite = undefined;
});

const recordsFor = (of: KnownAccount): StandingRecord[] => provenNames(names).map((proven) => standingRecord(proven, of));
/** Has the zones say nothing but these records. */
function publish(records: readonly StandingRecord[]): void {
  for (const { id } of world.names.zones.list()) {
    for (const record of world.names.zones.records(id)) if (record.type === "TXT") world.names.zones.deleteRecord(record);
  }
  for (const { name, content } of records) world.names.put({ name, type: "TXT", content: quotedContent(content) });
}
const run = (): Promise<{ readonly code: number; readonly said: string }> => agent.run({ names, records: recordsFor(account) });

test("without the record the reason names it, and what it must say", async () => {
  publish([]);
  const { code, said } = await run();
  expect(code).toBe(1);
  expect(said).toMatch(/failed: .*\(unauthorized\)\. The TXT record _validation-persist\.\S+ must say: letsencrypt\.org; accounturi=https:\/\/\S+/);
  agent.failedLongAgo();
});

test("with another account's record, or one that does not say that wildcards are allowed, the CA says so", async () => {
  publish(recordsFor({ ...account, url: `${account.url}0` }));
  expect((await run()).said).toMatch(/failed: .*accounturi mismatch.*\. The TXT record _validation-persist\./);
  agent.failedLongAgo();
  publish(recordsFor(account).map(({ name, content }) => ({ name, content: content.replace("; policy=wildcard", "") })));
  expect((await run()).said).toMatch(
    /failed: example\.test: .*policy mismatch.*\. The TXT record _validation-persist\.example\.test must say: .*; policy=wildcard\n$/,
  );
  agent.failedLongAgo();
});

test("with a record at each name in two zones the agent gets a wildcard, and a renewal needs nothing more", async () => {
  publish(recordsFor(account));
  expect(await run()).toEqual({ code: 0, said: "there is no certificate yet\n" });
  const first = agent.live;
  agent.suggest((await certificateId(first.chain)) ?? "", [1, 2]);
  world.front.seen.length = 0;
  expect((await run()).code).toBe(0);
  expect(agent.live.key).not.toBe(first.key);
  // The CA has looked again, and no file was needed.
  expect(world.front.count("/chalZ/")).toBe(names.length);
});

test("the account is found again, with the same address", async () => {
  expect(await agent.register()).toEqual(account);
});

test("a CA that does not offer it: the reason names what it offers", async () => {
  agent.suggest((await certificateId(agent.live.chain)) ?? "", [1, 2]);
  world.front.rewrite = ({ path }, answer) => (path.startsWith("/authZ/") ? answer.replaceAll('"dns-persist-01"', '"dns-other-01"') : answer);
  expect((await run()).said).toMatch(/failed: the CA does not offer dns-persist-01 for \S+; it offers .*\bdns-01\b/);
});

test("a CA whose directory has no name for records: there is no account", async () => {
  world.front.rewrite = ({ path }, answer) => (path === "/dir" ? answer.replace("caaIdentities", "others") : answer);
  await expect(agent.register()).rejects.toThrow("the CA does not offer dns-persist-01: its directory does not say what a record must call it");
});

test("a CA that hides accounts: the record has the hash of the draft's own example", () => {
  // draft-ietf-acme-dns-persist-02, section 10.2.
  const known = {
    url: "https://ca.example/acct/123",
    thumbprint: "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs",
    issuer: "authority.example",
    hashPrefix: "https://ca.example/account-hash/",
  };
  expect(standingRecord({ base: "example.com", isWildcard: false }, known)).toEqual({
    name: "_validation-persist.example.com",
    content: "authority.example; accounturi=https://ca.example/account-hash/sha-256/5SQm7n6tPh2-PlLbCKGnViTXX5z19SCN4cPGQHSk-kw",
  });
});

test("a name gets one record, with its wildcard", () => {
  expect(provenNames(["*.example.com", "example.com", "a.example.com"])).toEqual([
    { base: "example.com", isWildcard: true },
    { base: "a.example.com", isWildcard: false },
  ]);
});

test("a long content is cut into the strings of a TXT record", () => {
  expect(quotedContent("a".repeat(255))).toBe(`"${"a".repeat(255)}"`);
  expect(quotedContent("a".repeat(256))).toBe(`"${"a".repeat(255)}" "a"`);
});
