import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { mkdirSync } from "node:fs";
import { archive, removeCommand, type ArchiveEntry } from "../../../../components/release/agent/activation";
import { hostScripts } from "../../../../components/release/agent/execution/host-scripts";
import { siteFolder } from "../../../../components/release/common/release";
import { release } from "../../../support/site";

const folder = mkdtempSync(join(tmpdir(), "tlsup-tables-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** What the host says about a release whose table has another text. */
function judge(table: string, content: string): string {
  const entries: ArchiveEntry[] = archive(release, hostScripts, "me@here").map((entry) => (entry.path === `.tlsup/${table}` ? { ...entry, content } : entry));
  for (const { path, content: text } of entries) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return execFileSync("bash", ["-c", `${hostScripts.receive}\nmalformed_row "$0"`, folder], { encoding: "utf8" });
}

test("a release that tlsup made is of the expected form", () => {
  expect(judge("sums", "")).toBe("");
});

test.each([
  ["links", "/etc/../srv/x\tx\n"],
  ["links", "/srv/x\tx\n"],
  ["links", "/etc/x\t../../../../etc/shadow\n"],
  ["links", "/etc/x\t/etc/shadow\n"],
  ["links", "/etc/x\n"],
  ["takeovers", "/root/.ssh/authorized_keys\n"],
  ["services", "nginx.service; reboot\trestart\t.\t.\tshared\n"],
  ["services", "nginx.service\tstop\t.\t.\tshared\n"],
  ["services", "nginx.service\treload-workers\t.\t$(reboot)\tshared\n"],
  ["services", "nginx.service\treload\t.\t.\tperhaps\n"],
  ["ports", "443x\tnginx.service\t.\n"],
  ["ports", "70000\tnginx.service\t.\n"],
  ["ports", "443\tnginx.service\tperhaps\n"],
  ["probes", "https\t-connect\t443\t/\n"],
  ["probes", "https\tblog.example.com\t443\t/\t203.0.113.7]:25 [::1\n"],
  ["probes", "https\tblog.example.com\t443\t/\t2001:db8::7\t/\n"],
  ["probes", "https\tblog.example.com\t443\t/ HTTP/1.0\n"],
  ["certificate", "release\tabc\n"],
  ["certificate", "lineage\t/etc/letsencrypt/../shadow\n"],
  ["certificate-files", "../x\tfullChain\troot\n"],
  ["certificate-files", "x\tfullChain\t--reference=/etc\n"],
  ["trees", "x\t../../..\n"],
  ["names", "../../x\n"],
  ["domain", "../../srv\n"],
])("a release whose tables name files outside of their places is refused by the host, whoever sent it: %s %j", (table, content) => {
  expect(judge(table, content)).toContain(`the table ${table} has a row that is not of the expected form: `);
});

const outside = ["../../srv", "..", "", "a/b", ".hidden", "a..b", "-rf", "a b", "A", `a${"b".repeat(300)}`];

test.each(outside)("no command is made for a site that is called %j", (site) => {
  expect(() => siteFolder(site)).toThrow(/must consist of/);
  expect(() => removeCommand({ site, domain: "blog.example.com", aliases: {} }, "me@here")).toThrow(/must consist of/);
});

test.each(outside)("the host's own script does nothing for a site that is called %j", (site) => {
  const script = `${hostScripts.activate}`;
  try {
    execFileSync("bash", ["-c", script, "activate", "remove", `/opt/tlsup/${site}`, "me@here", "blog.example.com"], { encoding: "utf8" });
  } catch (error) {
    expect(error).toMatchObject({ status: 19, stdout: expect.stringContaining("malformed") as string });
    return;
  }
  throw new Error("It went on");
});
