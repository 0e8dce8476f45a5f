import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hostScripts } from "../../../../components/release/agent/execution/host-scripts";

const releases = mkdtempSync(join(tmpdir(), "tlsup-proof-"));
const [own, lost] = ["2001:db8::7", "2001:db8::77"];

beforeAll(() => {
  for (const release of ["new", "old"]) {
    for (const folder of [".tlsup", "former/.tlsup", "former/tls", "tls"]) mkdirSync(join(releases, release, folder), { recursive: true });
    for (const folder of [".", "former"]) writeFileSync(join(releases, release, folder, "tls", "fullchain.pem"), "");
    const row = "https\tblog.example.com\t443\t/";
    writeFileSync(join(releases, release, ".tlsup", "probes"), [row, `${row}\t${own}`, `${row}\t${lost}`, ""].join("\n"));
  }
  writeFileSync(join(releases, "new", "former", ".tlsup", "probes"), `https\told.example.com\t443\t/\t${lost}\n`);
});
afterAll(() => rmSync(releases, { recursive: true }));

/** Where a release is proven on a host that has lost one of its addresses. */
function provenAt(verb: string, release: string): string[] {
  const script = `${hostScripts.inspect}
releases=$0 release=new verb=$1
ip() { [[ $* == *" to ${lost}" ]] || echo "inet6 \${*: -1}/64"; }
is_proven() { echo "\${6:-where it arrived}"; }
prove_units() { :; }
prove "$2"`;
  return execFileSync("bash", ["-c", script, releases, verb, release], { encoding: "utf8" }).trim().split("\n");
}

describe("a host that has lost an address", () => {
  test("must be reached there by a release that is pushed, as a record leads there, but not by a former name", () => {
    expect(provenAt("activate", "new")).toEqual(["where it arrived", own, lost]);
  });

  test("goes back to the release before, and renews its certificate, by the addresses that it has", () => {
    expect(provenAt("activate", "old")).toEqual(["where it arrived", own]);
    for (const verb of ["renew", "remove"]) expect(provenAt(verb, "new")).toEqual(["where it arrived", own]);
  });
});
