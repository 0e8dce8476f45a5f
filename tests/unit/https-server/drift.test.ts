import { changedFiles, drift, parseInspection, type Inspection } from "../../../components/https-server/drift";
import { sha256 } from "../../../components/https-server/release";
import { release } from "../../support/site";

const folder = "0123456789ab-c0ffee";

function inspection(changes: Partial<Inspection> = {}, files: Record<string, { mode: string; sha256: string } | undefined> = {}): Inspection {
  const asPushed = {
    ...Object.fromEntries(Object.entries(release.files).map(([path, text]) => [path, { mode: "644", sha256: sha256(text) }])),
    ...Object.fromEntries(Object.entries(release.secrets).map(([path, text]) => [path, { mode: "600", sha256: sha256(text) }])),
    ...files,
  };
  const present = Object.entries(asPushed).flatMap(([path, file]) => (file ? [[path, file] as const] : []));
  return { folder, servedSha256: release.probe.sha256, links: Object.keys(release.links), files: new Map(present), ...changes };
}

describe("drift", () => {
  test("is empty on a host as it was pushed", () => {
    expect(drift(release, folder, inspection())).toEqual([]);
    expect(changedFiles(release, inspection())).toEqual([]);
  });

  test.each([
    ["nothing in force", parseInspection(""), /no release/],
    ["another release", inspection({ folder: "other" }), /another release is in force: other/],
    ["another certificate", inspection({ servedSha256: "00" }), /another certificate is served: SHA-256 00/],
    ["a link that is gone", inspection({ links: [] }), /conf\.d.*does not lead/],
    ["a file that is gone", inspection({}, { "nginx/site.conf": undefined }), /nginx\/site.conf is missing/],
    ["a mode", inspection({}, { "tls/privkey.pem": { mode: "644", sha256: sha256("KEY\n") } }), /privkey.pem has the mode 0644 instead of 0600/],
    ["a secret", inspection({}, { "tls/privkey.pem": { mode: "600", sha256: sha256("EVIL") } }), /privkey.pem has other content/],
  ])("names %s", (_what, seen, expected) => {
    expect(drift(release, folder, seen)).toEqual([expect.stringMatching(expected)]);
  });

  test("leaves the text of public files to a diff, and never asks for that of a secret", () => {
    const seen = inspection({}, { "nginx/site.conf": { mode: "644", sha256: "1" }, "nginx/extra.conf": { mode: "644", sha256: "2" }, "tls/privkey.pem": { mode: "600", sha256: "3" } });
    expect(changedFiles(release, seen)).toEqual(["nginx/site.conf", "nginx/extra.conf"]);
  });
});

test("what the host prints is read, paths with spaces included", () => {
  const seen = parseInspection(`release\t${folder}\nserved\tab\nlink\t/etc/x\nfile\t644\tcd\ta b/c\n`);
  expect(seen).toEqual({ folder, servedSha256: "ab", links: ["/etc/x"], files: new Map([["a b/c", { mode: "644", sha256: "cd" }]]) });
});
