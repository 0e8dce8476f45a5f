import type { Service } from "../../../../components/release/common/release";
import { dataFault, earlierData, releaseEffects, siteFault, type Placed } from "../../../../components/release/effects/effects";
import { unitChanges } from "../../../../components/release/effects/units";
import { release } from "../../../support/site";

const from: Placed = { ...release, machine: "7" };

/** What becomes of the units when a release with these services gets other content. */
const becomes = (services: readonly Service[], changes: Partial<Placed>): (readonly [string, string])[] =>
  unitChanges({ ...from, services, ...changes }, { ...from, services }).map(({ unit, kind }) => [unit, kind] as const);

const files = (others: Readonly<Record<string, string>>): Partial<Placed> => ({ files: { ...release.files, ...others } });

describe("a unit", () => {
  const concerned = (when: string): Service => ({ unit: "a.service", action: "reload", when });

  test.each<[string, string, Partial<Placed>]>([
    ["a file below its folder", "nginx/", files({ "nginx/site.conf": "changed" })],
    ["a file that is new there", "nginx", files({ "nginx/more.conf": "new" })],
    ["the file that it names", "nginx/site.conf", files({ "nginx/site.conf": "changed" })],
    ["a secret there", "tls", { secrets: { "tls/privkey.pem": "OTHER\n" } }],
    ["a folder there", "app", { trees: { "app/code": { source: "app", digest: "d", parts: {} } } }],
    ["the certificate that a file there is made of", "own", { certificateFiles: [{ path: "own/key.pem", parts: ["privateKey"], owner: "root" }] }],
    ["the lineage that the host takes the certificate from", "tls", { certificate: { source: "lineage", folder: "/etc/letsencrypt/live/a" } }],
  ])("takes up %s", (_what, when, changes) => {
    expect(becomes([concerned(when)], changes)).toEqual([["a.service", "reloads"]]);
  });

  test.each<[string, string, Partial<Placed>]>([
    ["nothing new", "nginx", {}],
    ["a file elsewhere", "nginx", files({ "nginx-other/site.conf": "new" })],
    ["another certificate, which is none of its concern", "nginx", { secrets: { "tls/privkey.pem": "OTHER\n" } }],
  ])("is left alone by %s", (_what, when, changes) => {
    expect(becomes([concerned(when)], changes)).toEqual([]);
  });

  test("without a concern takes up every release", () => {
    expect(becomes([{ unit: "a.service", action: "reload-workers" }], {})).toEqual([["a.service", "reloads"]]);
  });

  test("is restarted when one of its rows says so, whatever the others say", () => {
    const rows: Service[] = [{ unit: "a.service", action: "restart", when: "nginx" }, concerned("tls"), { unit: "a.service", action: "reload" }];
    expect(becomes(rows, files({ "nginx/site.conf": "changed" }))).toEqual([["a.service", "restarts"]]);
    expect(becomes(rows, {})).toEqual([["a.service", "reloads"]]);
  });

  test("is restarted when what confines it changes", () => {
    const links = { ...release.links, "/etc/systemd/system/a.service.d/tlsup.conf": "nginx/site.conf" };
    const rows: Service[] = [{ unit: "a.service", action: "reload" }];
    expect(unitChanges({ ...from, services: rows, links }, { ...from, services: rows })[0]?.kind).toBe("restarts");
    expect(unitChanges({ ...from, services: rows, links }, { ...from, services: rows, links })[0]?.kind).toBe("reloads");
  });

  test("that takes another one's port is told with the one that stops", () => {
    const to: Placed = { ...from, services: [{ unit: "b.service", action: "reload" }], ports: [{ port: 443, unit: "b.service" }] };
    expect(unitChanges(to, from)).toEqual([
      { unit: "nginx.service", kind: "stops", ports: [443], inPlaceOf: [] },
      { unit: "b.service", kind: "starts", ports: [443], inPlaceOf: ["nginx.service"] },
    ]);
  });
});

describe("what a preview tells", () => {
  test("is nothing of a release on a new host, and nothing while its plan is not known", () => {
    expect(releaseEffects(from)).toEqual([]);
    expect(releaseEffects({ machine: "7", packages: [] }, from)).toEqual([]);
  });

  test("counts a certificate that is still to come as another one, and secrets beside it as the same", () => {
    const former: Placed = { ...from, secrets: { ...from.secrets, "application/secret": "s" }, services: [] };
    const services: Service[] = ["tls", "application"].map((when) => ({ unit: `${when}.service`, action: "reload", when }));
    const known = Object.fromEntries(Object.entries({ ...former, services }).filter(([name]) => name !== "secrets" && name !== "certificate"));
    expect(releaseEffects(known, { ...former, services })).toEqual(["reloads tls.service: no connection is refused meanwhile"]);
  });

  test("shows no content of any file", () => {
    const told = releaseEffects({ ...from, secrets: { "tls/privkey.pem": "CANARY" }, ...files({ "nginx/site.conf": "CANARY" }), packages: ["caddy"] }, from);
    expect(told.length).toBeGreaterThan(1);
    expect(told.join()).not.toContain("CANARY");
  });

  test("takes a machine that is not known yet for the same one where its address is: a look may show another key of it, or it moved", () => {
    const held = { ...from, data: { "/srv": "files" } };
    expect(releaseEffects({ ...release, host: "203.0.113.7", data: held.data, packages: ["nginx", "redis"] }, held)).toEqual([
      "installs redis, before anything that serves is touched",
      "reloads nginx.service (port 443): no connection is refused meanwhile",
    ]);
  });

  test("names the data that a site leaves once a setting allows it", () => {
    const held = { ...from, data: { "/srv": "files" } };
    expect(releaseEffects({ leaveDataOn: "7", data: held.data } as Partial<Placed>, held)).toEqual([
      "leaves /srv (files) on the machine 7, as leaveDataOn says: a machine that tlsup made is deleted with it",
    ]);
  });
});

describe("a machine with data", () => {
  const held: Placed = { ...from, data: { "/srv": "files" } };

  test("is not replaced by another one, known or not, unless the setting names it", () => {
    for (const to of [{ machine: "8" }, {}, { machine: "8", data: {} }]) {
      expect(dataFault(held, to)).toMatch(/^must be "7" for that machine to be replaced, as the site loses what is on it: \/srv \(files\)\. Move/);
      expect(dataFault(held, { ...to, leaveDataOn: "6" })).toContain(': current value is "6"');
      expect(dataFault(held, { ...to, leaveDataOn: "7" })).toBeUndefined();
    }
  });

  test("may get another port, host key or address: then a preview does not know it, but knows its address", () => {
    expect(dataFault(held, { host: "203.0.113.7" })).toBeUndefined();
    expect(dataFault(held, { host: "203.0.113.7", machine: "8" })).toContain('must be "7"');
  });

  test("is told of as one that may stay where a program passes it on as one value, of which a preview knows nothing", () => {
    expect(dataFault(held, {})).toContain("if only its login, its port or its addresses change, for that run");
    expect(dataFault(held, { user: "root" })).not.toContain("if only its login");
    expect(dataFault(held, { machine: "8" })).not.toContain("if only its login");
  });

  test("may change in place, and one without data may be replaced", () => {
    expect(dataFault(held, { machine: "7", data: {} })).toBeUndefined();
    expect(dataFault({ ...held, data: {} }, {})).toBeUndefined();
    expect(dataFault(from, {})).toBeUndefined();
  });

  test("is known by what is planned for it where an earlier version did not write it down", () => {
    expect(dataFault(from, { machine: "8", data: { "/srv": "files" } })).toContain("/srv (files)");
  });
});

describe("data that a release no longer lists", () => {
  const held: Placed = { ...from, data: { "/srv": "files" } };
  const next = (changes: Partial<Placed>, olds: Placed): Placed => {
    const news = { ...from, data: {}, ...changes };
    return { ...news, ...earlierData(news, olds) };
  };
  const later = next({}, next({}, held));

  test("is on its machine as before: other releases later it is replaced only if the setting names it, and a preview tells what is lost", () => {
    expect(later.earlierData).toEqual({ "/srv": "files" });
    expect(releaseEffects(next({}, held), held)).toContain("leaves /srv (files) on the host, where nothing of this release serves it any more");
    expect(releaseEffects(later, later).join()).not.toContain("/srv");
    expect(dataFault(later, { machine: "8", data: {} })).toMatch(/^must be "7" for that machine to be replaced, .* \/srv \(files\)\./);
    expect(dataFault(later, { machine: "8", data: {}, leaveDataOn: "7" })).toBeUndefined();
    expect(releaseEffects({ machine: "8" }, later)).toEqual([expect.stringMatching(/^leaves \/srv \(files\) on the machine 7,/)]);
  });

  test("is not on another machine, is listed once where it is served again, and stays while a plan is not known", () => {
    expect(next({ machine: "8" }, later)).not.toHaveProperty("earlierData");
    expect(next({ data: { "/srv": "files" } }, later)).not.toHaveProperty("earlierData");
    expect(earlierData({ host: "203.0.113.7" }, later)).toEqual({ earlierData: { "/srv": "files" } });
    expect(earlierData({ machine: "7" }, held)).toEqual({});
  });
});

describe("a site on a machine", () => {
  const served = { machine: "7", site: "web.one.shop", domain: "a.example.com", aliases: { "www.example.com": [] } };
  const renamed = { ...served, site: "web.two.shop" };

  test("keeps its name there for as long as one of its names is served under it", () => {
    expect(siteFault(served, renamed)).toMatch(
      /^must be "web\.one\.shop" as long as the machine serves a\.example\.com and www\.example\.com under that name: current value is "web\.two\.shop"\./,
    );
    expect(siteFault(served, { ...renamed, domain: "www.example.com", aliases: {} })).toContain("serves www.example.com under");
  });

  test("gets another name with another machine, with other domains, and while its domain is not known", () => {
    expect(siteFault(served, served)).toBeUndefined();
    expect(siteFault(served, { ...renamed, machine: "8" })).toBeUndefined();
    expect(siteFault(served, { ...renamed, domain: "b.example.com", aliases: {} })).toBeUndefined();
    expect(siteFault(served, { machine: "7", site: "web.two.shop" })).toBeUndefined();
  });
});
