import { createHash } from "node:crypto";
import { archive, receiveCommand } from "../../../../components/release/agent/activation";
import { release } from "../../../support/site";

const scripts = { receive: "", activate: "#!/bin/bash\n", inspect: "" };
const entries = archive(release, scripts, "me@here");
const entry = (path: string) => entries.find((candidate) => candidate.path === path);

describe("the archive of a release", () => {
  test("holds secrets that only root reads, and public files that everybody may", () => {
    expect(entry("tls/privkey.pem")?.mode).toBe(0o600);
    expect(entry("tls/fullchain.pem")?.mode).toBe(0o644);
  });

  test("has a checksum for every other file", () => {
    const sums = new Map(entry(".tlsup/sums")!.content.trimEnd().split("\n").map((line) => [line.slice(66), line.slice(0, 64)] as const));
    for (const { path, content } of entries.filter(({ path }) => path !== ".tlsup/sums")) {
      expect(sums.get(path)).toBe(createHash("sha256").update(content).digest("hex"));
    }
    expect(sums.size).toBe(entries.length - 1);
  });

  test.each(["a\tb", "a\nb", "a\\b", ""])("is refused when a name would break the host's tables: %p", (name) => {
    expect(() => archive({ ...release, links: { "/etc/x": name } }, scripts, "me@here")).toThrow(/one line without tabs/);
    expect(() => archive({ ...release, files: { [name]: "" } }, scripts, "me@here")).toThrow(/one line without tabs/);
  });

  test("is refused when a link of it would be put in force by its rehearsal", () => {
    expect(() => archive({ ...release, links: { "/usr/local/bin/x": "x" } }, scripts, "me@here")).toThrow(/must be below \/etc.*"\/usr\/local\/bin\/x"/);
  });
});

test("no content of a release is in a command line, secret or not", () => {
  const bare = { ...release, secrets: { "tls/privkey.pem": "CANARY" }, files: { a: "CANARY" } };
  const command = receiveCommand(bare, scripts, { folder: "folder", pusher: "me@here", clock: 0, entries: archive(bare, scripts, "me@here") });
  expect(command).not.toContain("CANARY");
});
