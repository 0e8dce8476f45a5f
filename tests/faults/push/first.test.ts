import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { siteFolder, type Release } from "../../../components/release/common/release";
import { readTree } from "../../../components/release/trees/execution/read-tree";
import { treeOf } from "../../../components/release/trees/tree";
import { Host, identity, siteRelease } from "../../support/hosts";

const limit = 180_000;
const domain = "blog.first.test";
const left = `find /opt/tlsup -path '${siteFolder(domain)}*'`;

/** The stack knows nothing of such a push, so no later run would remove what it left. */
describe("a site's first push that was refused leaves nothing of it on the host", () => {
  let host: Host;
  let release: Release;
  const folder = mkdtempSync(join(tmpdir(), "tlsup-first-"));

  beforeAll(async () => {
    host = await Host.boot("first");
    writeFileSync(join(folder, "page.html"), "shipped");
    const planned = siteRelease(domain, await identity(domain));
    release = { ...planned, trees: { pages: treeOf(folder, readTree(folder, "directory").entries ?? []) } };
  }, limit);
  afterAll(async () => {
    await host.remove();
    rmSync(folder, { recursive: true });
  }, limit);

  test(
    "when a package cannot be installed: not the folder that arrived meanwhile",
    async () => {
      expect(await host.refusal({ ...release, packages: ["tlsup-no-such-package"] })).toContain("could not be installed");
      expect(await host.run(left)).toBe("");
    },
    limit,
  );

  test(
    "when the server's own check refuses it: nothing of tlsup at all, as it is the only site",
    async () => {
      expect(await host.refusal({ ...release, checks: [["false"]] })).toContain("the server's own check refused it");
      expect(await host.run("find /opt /etc -name '*tlsup*'")).toBe("");
    },
    limit,
  );

  test(
    "when another run holds the host: not the key that arrived",
    async () => {
      await host.holdLock();
      expect(await host.refusal(release)).toContain("holds the lock of the host");
      expect(await host.run(left)).toBe("");
      await host.run("systemctl stop holder");
      await host.push(release);
    },
    limit,
  );
});
