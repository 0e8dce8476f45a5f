import { changedFiles, drift, parseInspection, type FoundFile, type Inspection } from "../../../../components/release/push/drift";
import { sha256, type Release } from "../../../../components/release/common/release";
import { release } from "../../../support/site";

const folder = "0123456789ab-c0ffee";
const leaf = "ab".repeat(32);
const renewed = "cd".repeat(32);

function inspection(changes: Partial<Inspection> = {}, files: Record<string, FoundFile | undefined> = {}): Inspection {
  const found = (texts: Readonly<Record<string, string>>, mode: string): Record<string, FoundFile> =>
    Object.fromEntries(Object.entries(texts).map(([path, text]) => [path, { mode, owner: "root", sha256: sha256(text) }]));
  const asPushed: Record<string, FoundFile | undefined> = { ...found(release.files, "644"), ...found(release.secrets, "600"), ...files };
  return {
    folder,
    origin: folder,
    pusher: "me@here",
    leafSha256: leaf,
    served: new Map([["443", leaf]]),
    links: Object.keys(release.links),
    units: new Map([["nginx.service", "active"]]),
    gone: [],
    files: new Map(Object.entries(asPushed).flatMap(([path, file]) => (file ? [[path, file] as const] : []))),
    ...changes,
  };
}

describe("drift", () => {
  test("is empty on a host as it was pushed", () => {
    expect(drift(release, folder, inspection())).toEqual([]);
    expect(changedFiles(release, inspection())).toEqual([]);
  });

  test("is empty while a unit takes up new settings", () => {
    expect(drift(release, folder, inspection({ units: new Map([["nginx.service", "reloading"]]) }))).toEqual([]);
  });

  test.each([
    ["nothing in force", parseInspection(""), /no release/],
    [
      "another release, and who pushed it",
      inspection({ folder: "other", origin: "other", pusher: "eve@elsewhere" }),
      /another release is in force: other, pushed by eve@elsewhere/,
    ],
    [
      "another release, pushed by an unknown user",
      inspection({ folder: "other", origin: undefined, pusher: undefined } as unknown as Partial<Inspection>),
      /another release is in force: unknown, pushed by an unknown user/,
    ],
    ["a unit that the host says nothing of", inspection({ units: new Map() }), /nginx\.service is unknown/],
    [
      "a public file's mode",
      inspection({}, { "nginx/site.conf": { mode: "600", owner: "root", sha256: sha256(release.files["nginx/site.conf"] ?? "") } }),
      /site.conf has the mode 0600 instead of 0644/,
    ],
    ["another certificate", inspection({ served: new Map([["443", "00"]]) }), /another certificate is served on port 443: SHA-256 00/],
    ["a port that serves nothing", inspection({ served: new Map() }), /nothing serves TLS on port 443/],
    ["a unit that is dead", inspection({ units: new Map([["nginx.service", "failed"]]) }), /nginx\.service is failed/],
    ["a link that is gone", inspection({ links: [] }), /conf\.d.*does not lead/],
    ["a file that is gone", inspection({}, { "nginx/site.conf": undefined }), /nginx\/site.conf is missing/],
    ["what preparation made, and is gone", inspection({ gone: ["made"] }), /made is missing/],
    ["a file of nobody", inspection({}, { "nginx/extra.conf": { mode: "600", owner: "root", sha256: "2" } }), /nginx\/extra.conf is not of the release/],
    ["a mode", inspection({}, { "tls/privkey.pem": { mode: "644", owner: "root", sha256: sha256("KEY\n") } }), /privkey.pem has the mode 0644 instead of 0600/],
    [
      "an owner",
      inspection({}, { "tls/privkey.pem": { mode: "600", owner: "nobody", sha256: sha256("KEY\n") } }),
      /privkey.pem belongs to nobody instead of root/,
    ],
    ["a secret", inspection({}, { "tls/privkey.pem": { mode: "600", owner: "root", sha256: sha256("EVIL") } }), /privkey.pem has other content/],
  ])("names %s", (_what, seen, expected) => {
    expect(drift(release, folder, seen)).toEqual([expect.stringMatching(expected)]);
  });

  test("is empty after the host has renewed the certificate of a lineage", () => {
    const files = Object.fromEntries(Object.entries(release.files).filter(([path]) => path !== "tls/fullchain.pem"));
    const lineage: Release = { ...release, files, secrets: {}, certificate: { source: "lineage", folder: "/etc/letsencrypt/live/blog" } };
    expect(drift(lineage, folder, inspection({ folder: `${folder}-1`, leafSha256: renewed, served: new Map([["443", renewed]]) }))).toEqual([]);
  });

  test("expects chain and key of a lineage on the host, readable as they should be", () => {
    const files = Object.fromEntries(Object.entries(release.files).filter(([path]) => path !== "tls/fullchain.pem"));
    const lineage: Release = {
      ...release,
      files,
      secrets: {},
      certificate: { source: "lineage", folder: "/etc/letsencrypt/live/blog" },
      certificateFiles: [{ path: "both.pem", parts: ["fullChain", "privateKey"], owner: "mail" }],
    };
    const both = { mode: "600", owner: "mail", sha256: sha256("whatever certbot has") };
    expect(drift(lineage, folder, inspection({}, { "both.pem": both }))).toEqual([]);
    expect(
      drift(
        lineage,
        folder,
        inspection(
          {},
          {
            "tls/fullchain.pem": { ...both, owner: "root" },
            "tls/privkey.pem": { ...both, mode: "644", owner: "root" },
            "both.pem": { ...both, owner: "root" },
          },
        ),
      ),
    ).toEqual([
      "tls/fullchain.pem has the mode 0600 instead of 0644",
      "tls/privkey.pem has the mode 0644 instead of 0600",
      "both.pem belongs to root instead of mail",
    ]);
  });

  test("expects a file that is made on the host to be the owner's, and to hold chain and key", () => {
    const composed: Release = { ...release, certificateFiles: [{ path: "both.pem", parts: ["fullChain", "privateKey"], owner: "mail" }] };
    const both = (text: string): Inspection => inspection({}, { "both.pem": { mode: "600", owner: "mail", sha256: sha256(text) } });
    expect(drift(composed, folder, both("PEM\nKEY\n"))).toEqual([]);
    expect(drift(composed, folder, both("PEM\n"))).toEqual(["both.pem has other content"]);
  });

  test("leaves the text of public files to a diff, and never asks for that of any other", () => {
    const file = (text: string): FoundFile => ({ mode: "644", owner: "root", sha256: text });
    expect(changedFiles(release, inspection({}, { "nginx/site.conf": file("1"), "nginx/extra.conf": file("2"), "tls/privkey.pem": file("3") }))).toEqual([
      "nginx/site.conf",
    ]);
  });
});

test("what the host prints is read, in whatever order, paths with spaces included", () => {
  const sum = "cd".repeat(32);
  const seen = parseInspection(
    `${sum}  ./a b/c\nrelease\t${folder}-1\t${folder}\tme@here\nleaf\t${leaf}\nserved\t443\t${leaf}\nserved\t465\t\nlink\t/etc/x\n` +
      `unit\tx.service\tactive\nfile\t644\troot\ta b/c\n`,
  );
  expect(seen).toEqual({
    folder: `${folder}-1`,
    origin: folder,
    pusher: "me@here",
    leafSha256: leaf,
    served: new Map([["443", leaf]]),
    links: ["/etc/x"],
    units: new Map([["x.service", "active"]]),
    gone: [],
    files: new Map([["a b/c", { mode: "644", owner: "root", sha256: sum }]]),
  });
});
