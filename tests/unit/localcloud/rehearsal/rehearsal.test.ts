import { hostChanges, readState, type HostState } from "../../../../localcloud/rehearsal/hosts";
import { verdict, type HostChange, type Observed } from "../../../../localcloud/rehearsal/rehearsal";
import { renderRehearsal } from "../../../../localcloud/rehearsal/report";
import type { ChainFinding, ChainSeen } from "../../../../localcloud/stage/seen";
import { expectGolden } from "../../../support/golden";

const chain = (...findings: ChainFinding[]): ChainSeen => ({
  report: "https://blog.example.com/ answers 200",
  findings,
  certificates: [{ hop: "origin", issuer: "CN=blog.example.com", notAfter: "2027-01-01T00:00:00.000Z", sha256: "aa" }],
  renewer: "pulumi",
});
const kept: HostChange = { host: "site-1", state: "kept", restarted: [], reloaded: ["nginx.service"], started: [], stopped: [], files: [] };
const good: Observed = {
  stack: "production",
  base: "0123456789abcdef",
  before: chain(),
  after: chain(),
  visits: { requests: 200, lost: 0, reasons: {} },
  hosts: [kept],
  notRehearsed: [],
  times: { cloud: 4, base: 30, change: 10 },
};
const found = (changes: Partial<Observed>): string[] => verdict({ ...good, ...changes }).map(({ kind }) => kind);
const missing: ChainFinding = { code: "chain-incomplete", severity: "error", hop: "origin", problem: "an intermediate is missing", remedy: "Send it" };
const due: ChainFinding = { code: "renewal-due", severity: "warning", hop: "origin", problem: "it ends in 3 days", remedy: "Renew it" };

test("a change that only reloads is good", () => {
  expect(verdict(good)).toEqual([]);
  expect(renderRehearsal(good, [])).toMatch(/\*\*Good:\*\*[^]*200 during the change, 0 lost[^]*reloaded: `nginx.service`/);
});

test("each kind of fault is found", () => {
  expect(found({ refusal: "nginx: unknown directive" })).toEqual(["refused"]);
  expect(found({ visits: { requests: 200, lost: 3, reasons: { "status 502": 3 } } })).toEqual(["lost-requests"]);
  expect(found({ hosts: [{ ...kept, restarted: ["haproxy.service"] }] })).toEqual(["restarted"]);
  expect(
    found({
      hosts: [
        { ...kept, state: "gone" },
        { ...kept, state: "new" },
      ],
    }),
  ).toEqual(["machine-replaced"]);
  for (const state of ["gone", "new", "kept"] as const) expect(found({ hosts: [kept, { ...kept, state }] })).toEqual([]);
  expect(found({ after: chain(missing) })).toEqual(["chain"]);
  expect(found({ after: chain(due) })).toEqual(["expires"]);
});

test("a warning that was there before is not the change's; an error always is", () => {
  expect(found({ before: chain(due), after: chain(due) })).toEqual([]);
  expect(found({ before: chain(missing), after: chain(missing) })).toEqual(["chain"]);
});

test("a certificate that is due counts again when the change brings another one that is due as well", () => {
  const other = chain(due).certificates.map((each) => ({ ...each, notAfter: "2026-12-01T00:00:00.000Z" }));
  expect(found({ before: chain(due), after: { ...chain(due), certificates: other } })).toEqual(["expires"]);
});

test("a certificate that its owner must do more to renew than before the change would expire; if it is due already, only that is told", () => {
  const of = (renewer: ChainSeen["renewer"], ...findings: ChainFinding[]): ChainSeen => ({ ...chain(...findings), renewer });
  const problems = (before: ChainSeen, after: ChainSeen): string[] => verdict({ ...good, before, after }).map(({ kind, problem }) => `${kind}: ${problem}`);
  expect(problems(of("host"), of("pulumi"))).toEqual([
    "expires: origin: the host renewed the certificate by itself, and after this change only `pulumi up` does: " +
      "it expires on 2027-01-01 if nothing runs that. Use one that the host renews, or run `pulumi up` by a timer or in CI",
  ]);
  expect(problems(of("pulumi"), of("owner"))).toEqual([
    "expires: origin: `pulumi up` renewed the certificate, and after this change only its owner can: " +
      "it expires on 2027-01-01 if no other is provided. Note the date, or use a source that is renewed",
  ]);
  expect(problems(of("host"), of("owner", due))).toEqual(["expires: origin: it ends in 3 days (renewal-due). Renew it"]);
  for (const [before, after] of [
    ["owner", "pulumi"],
    ["pulumi", "host"],
    ["owner", "owner"],
  ] as const)
    expect(problems(of(before), of(after))).toEqual([]);
});

test("the report shows what a server said verbatim but for its colours, and breaks out of no block or table", () => {
  const refusal = "~~~\n# Good\n\u001b[90m<img src=x>\u001b[39m";
  const observed = { ...good, refusal, hosts: [{ ...kept, host: "a`|b", files: [{ path: "/etc/`x`|y", change: "new" as const }] }] };
  const report = renderRehearsal(observed, verdict(observed));
  expect(report).toContain("~~~text\n~ ~ ~\n# Good\n<img src=x>\n~~~");
  expect(report).toContain("`/etc/'x'\\|y` new");
});

test("a certificate that changes is shown with both dates", () => {
  const after = { ...good.after, certificates: [{ hop: "origin" as const, issuer: "CN=Other", notAfter: "2028-02-03T00:00:00.000Z", sha256: "bb" }] };
  expect(renderRehearsal({ ...good, after }, [])).toContain(
    "| certificate of the origin | until 2027-01-01, from `CN=blog.example.com` → until 2028-02-03, from `CN=Other` |",
  );
});

test("a whole report is compared with a file", () => {
  const certificate = { hop: "origin" as const, issuer: "CN=Other", notAfter: "2028-02-03T00:00:00.000Z", sha256: "bb" };
  const files = (count: number): HostChange["files"] => Array.from({ length: count }, (_, index) => ({ path: `/etc/${index}`, change: "changed" as const }));
  const observed: Observed = {
    ...good,
    before: { ...chain(due), certificates: [...chain().certificates, { ...certificate, hop: "edge" }] },
    after: { ...chain(missing, due), report: "https://blog.example.com/ gives no answer", certificates: chain().certificates },
    visits: { requests: 200, lost: 5, reasons: { "status 502": 3, "no answer": 2 } },
    hosts: [
      { ...kept, restarted: ["haproxy.service"], started: ["a.service"], stopped: ["b.service", "c.service"], files: files(21) },
      { ...kept, host: "site-2", files: files(20) },
      { ...kept, host: "site-3", reloaded: [] },
      { ...kept, host: "site-4", state: "new" },
    ],
    notRehearsed: ["The mail server is not here."],
  };
  expectGolden("rehearsal.md", `${renderRehearsal(observed, verdict(observed))}\n`);
  expect(renderRehearsal({ ...good, after: { ...good.after, certificates: [certificate] }, before: { ...good.before, certificates: [] } }, [])).toContain(
    "| certificate of the origin | none → until 2028-02-03, from `CN=Other` |",
  );
});

describe("what changed on a host", () => {
  const state = (files: Record<string, string>, services: Record<string, string> = {}, id = "one"): HostState => ({
    id,
    name: "site-1",
    time: 0,
    files: new Map(Object.entries(files)),
    services: new Map(Object.entries(services)),
    reloaded: [],
  });

  test("is read from the script's output", () => {
    const output =
      'site-1\n1700000000\n/etc/a b\taa\n/etc/link\t-> target\n\nnginx.service\t11\nuser@0.service\t22\n\n{"UNIT":"nginx.service"}\n{"UNIT":"nginx.service"}\n';
    expect(readState("one", output)).toEqual({
      id: "one",
      name: "site-1",
      time: 1_700_000_000,
      files: new Map([
        ["/etc/a b", "aa"],
        ["/etc/link", "-> target"],
      ]),
      services: new Map([["nginx.service", "11"]]),
      reloaded: ["nginx.service"],
    });
  });

  test("names a release's files by where they are served from, without the releases before and without tlsup's notes", () => {
    const releaseOf = (id: string, conf: string): Record<string, string> => ({
      "/opt/tlsup/site/current": `-> releases/${id}`,
      [`/opt/tlsup/site/releases/${id}/nginx.conf`]: conf,
      [`/opt/tlsup/site/releases/${id}/application/demo.py`]: "same",
      [`/opt/tlsup/site/releases/${id}/.tlsup/sums`]: id,
      "/opt/tlsup/.lock": id,
    });
    const after = state({ ...releaseOf("1", "old"), ...releaseOf("2", "new"), "/etc/new": "x" });
    expect(hostChanges([state({ ...releaseOf("1", "old"), "/etc/gone": "y" })], [after])[0]?.files).toEqual([
      { path: "/etc/gone", change: "gone" },
      { path: "/etc/new", change: "new" },
      { path: "/opt/tlsup/site/current/nginx.conf", change: "changed" },
    ]);
  });

  test("is a restart when the service runs anew; a start and a stop are told apart from it", () => {
    const [change] = hostChanges([state({}, { a: "1", b: "1", c: "1" })], [state({}, { a: "1", b: "2", d: "1" })]);
    expect(change).toMatchObject({ restarted: ["b"], started: ["d"], stopped: ["c"] });
  });

  test("is another machine when its id differs, though its name is the same", () => {
    expect(hostChanges([state({})], [state({}, {}, "two")]).map(({ state: kind }) => kind)).toEqual(["gone", "new"]);
  });
});
