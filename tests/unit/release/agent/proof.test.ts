import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hostScripts } from "../../../../components/release/agent/execution/host-scripts";
import { asset } from "../../../../components/shared/execution/asset";

const releases = mkdtempSync(join(tmpdir(), "tlsup-proof-"));
const [own, lost] = ["2001:db8::7", "2001:db8::77"];

beforeAll(() => {
  for (const release of ["new", "old"]) {
    for (const folder of [".tlsup", "former/.tlsup", "former/tls", "tls"]) mkdirSync(join(releases, release, folder), { recursive: true });
    for (const folder of [".", "former"]) writeFileSync(join(releases, release, folder, "tls", "fullchain.pem"), "");
    const row = "https\tblog.example.com\t443\t/";
    writeFileSync(join(releases, release, ".tlsup", "probes"), [row, `${row}\t${own}`, `${row}\t${lost}`, ""].join("\n"));
  }
  writeFileSync(join(releases, "new", ".tlsup", "complaints"), "");
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

test("an application that answers 503, or not at all, fails a push and no renewal; a certificate that is not the expected one fails both", () => {
  const proven = (verb: string, found: string, answered: string): string => {
    const script = `${hostScripts.inspect}
verb=$0 kept=("$1" "$2")
ask() { found=\${kept[0]} answered=\${kept[1]}; }
is_proven chain https blog.example.com 443 / "" && echo proven || echo failed`;
    return execFileSync("bash", ["-c", script, verb, found, answered], { encoding: "utf8" }).trim();
  };
  const answers = ["200", "503", ""];
  expect(answers.map((answered) => proven("activate", "chain", answered))).toEqual(["proven", "failed", "failed"]);
  for (const verb of ["renew", "remove"]) {
    expect(answers.map((answered) => proven(verb, "chain", answered))).toEqual(["proven", "proven", "proven"]);
    for (const found of ["another", ""]) expect(proven(verb, found, "200")).toBe("failed");
  }
});

describe("a former name", () => {
  test("is asked for the path that the new release's application answers, where the old release was asked for its name", () => {
    const release = (id: string, domain: string, path: string, name = "nginx/site.conf"): void => {
      const folder = join(releases, "sites", id);
      for (const part of [".tlsup", "nginx"]) mkdirSync(join(folder, part), { recursive: true });
      const tables = { domain, aliases: "", names: name, probes: `tls\t${domain}\t993\t.\nhttps\t${domain}\t443\t${path}\t${own}`, "../nginx/site.conf": "" };
      for (const [table, text] of Object.entries(tables)) writeFileSync(join(folder, ".tlsup", table), text === "" ? "" : `${text}\n`);
    };
    release("one", "try.example.com", "/");
    release("two", "www.example.com", "/up");
    const script = `${asset("release/agent/common.sh")}${asset("release/agent/complete.sh")}
releases=$0/sites previous=one home=$0/own
keep_former_names "$releases/two" && cat "$releases/two/former/.tlsup/probes"`;
    expect(execFileSync("bash", ["-c", script, releases], { encoding: "utf8" })).toBe(`https\ttry.example.com\t443\t/up\t${own}\n`);
  });
});

describe("the ports of a release", () => {
  /** Runs `command` of the host's script where `listening` is what `ss` prints: each an address and a unit. */
  function run(command: string, ports: string, listening: string, verb = "activate"): string {
    writeFileSync(join(releases, "new", ".tlsup", "ports"), ports);
    const script = `${hostScripts.receive}
${hostScripts.inspect}
releases=$0 release=new verb=$1 root=$0/root home=$0/root/own listening=$2 failure=
ss() { while read -r address unit; do echo "LISTEN 0 9 $address 0.0.0.0:* $unit"; done <<< "$listening"; }
unit_of() { unit=$1; }
reason_of() { echo "its own words"; }
${command}`;
    return execFileSync("bash", ["-c", script, releases, verb, listening], { encoding: "utf8" }).trim();
  }
  const held = (ports: string, listening: string, verb?: string): string => run('hold_ports new && echo held || echo "$failure"', ports, listening, verb);
  const [imaps, plain] = ["993\tdovecot.service\topen\n", "143\tdovecot.service\tnone\n"];

  test("must be listened on, except those that their unit may leave out; those, too, are no other process's", () => {
    expect(held(imaps + plain, "0.0.0.0:993 dovecot.service")).toBe("held");
    expect(held(imaps + plain, "0.0.0.0:993 dovecot.service\n127.0.0.1:143 dovecot.service")).toBe("held");
    expect(held(imaps + plain, "0.0.0.0:143 dovecot.service")).toBe("dovecot.service does not listen on port 993: its own words");
    expect(held(imaps + plain, "0.0.0.0:993 dovecot.service\n*:143 cyrus.service")).toBe("port 143 is held by cyrus.service instead of dovecot.service");
  });

  test.each(["127.0.0.1:993 dovecot.service\n[::1]:993 dovecot.service", "127.8.8.8:993 dovecot.service"])(
    "that others must reach are not proven on loopback alone: %j",
    (alone) => {
      expect(held(imaps, alone)).toBe("dovecot.service listens on port 993 at this host's own address alone: have it listen at the others");
      expect(held(imaps, `${alone}\n[::]:993 dovecot.service`)).toBe("held");
      // A renewal, and what was there before, must not fail by what the host's owner has closed since.
      expect(held(imaps, alone, "renew")).toBe("held");
      expect(held("993\tdovecot.service\t.\n", alone)).toBe("held");
      // A release of before has no such column.
      expect(held("993\tdovecot.service\n", alone)).toBe("held");
    },
  );

  test("are not asked where their unit has left them out", () => {
    const probe = (listening: string): string => run('is_left_out "$releases/new/.tlsup/ports" 143 && echo "left out" || echo asked', imaps + plain, listening);
    expect([probe("0.0.0.0:993 dovecot.service"), probe("0.0.0.0:143 dovecot.service")]).toEqual(["left out", "asked"]);
    expect(run('is_left_out "$releases/new/.tlsup/ports" 993 || echo asked', imaps + plain, "")).toBe("asked");
  });

  test.each([
    ["10.0.0.5:993 dovecot.service\n[2001:db8::7]%eth0:993 dovecot.service", "10.0.0.5:993 -bind 127.0.0.1:0"],
    ["[2001:db8::7]:993 dovecot.service", "[2001:db8::7]:993 -bind [::1]:0"],
    ["127.0.0.1:993 dovecot.service\n10.0.0.5:993 dovecot.service\n10.0.0.5:995 dovecot.service", "127.0.0.1:993 -bind 127.0.0.1:0"],
    ["*:993 dovecot.service", "127.0.0.1:993 -bind 127.0.0.1:0"],
    ["[::]:993 dovecot.service", "[::1]:993 -bind [::1]:0"],
    ["[::]:993 dovecot.service\n0.0.0.0:993 dovecot.service", "127.0.0.1:993 -bind 127.0.0.1:0"],
    ["", "127.0.0.1:993 -bind 127.0.0.1:0"],
  ])("are asked at an address at which they are listened on: %j", (listening, place) => {
    const asked = "exec 3>&1; look_at_ports; arrival=10.0.0.9; shake_hands() { echo \"${*:2}\" >&3; }; ask tls a 993 '' ''";
    expect(run(asked, imaps, listening)).toBe(place);
  });

  test("of a unit that serves one site alone are another site's, however many rows the unit has", () => {
    for (const site of ["own", "shop"]) {
      mkdirSync(join(releases, "root", site, "current", ".tlsup"), { recursive: true });
      writeFileSync(join(releases, "root", site, "current", ".tlsup", "domain"), `${site}.example.com\n`);
    }
    const rows = (units: readonly string[], shared = "."): string =>
      units.map((unit) => `${unit}\trestart\ttls\t.\t${shared}\n${unit}\treload\t.\ta title\t${shared}\n`).join("");
    const said = (own: string, other: string): string => {
      for (const [folder, table] of [
        ["new", own],
        ["root/own/current", own],
        ["root/shop/current", other],
      ] as const)
        writeFileSync(join(releases, folder, ".tlsup", "services"), table);
      return run("taken_units", imaps, "");
    };
    const both = rows(["nginx.service", "apache2.service"], "shared") + rows(["dovecot.service"]);
    expect(said(both, both)).toBe("dovecot.service, which serves the site shop.example.com, serves no second one");
    expect(said(both, rows(["nginx.service"], "shared") + rows(["postfix.service"]))).toBe("");
  });

  test("are proven when no unit complains that it could not read the release, which it does in its own words", () => {
    const complaints = (...commands: string[]): void =>
      writeFileSync(join(releases, "new", ".tlsup", "complaints"), commands.map((line) => `${line}\n`).join(""));
    const proven = (verb?: string): string => run('hear_complaints new && echo proven || echo "$failure"', imaps, "", verb);
    complaints();
    expect(proven()).toBe("proven");
    complaints("printf '%s' ''", "sh -c 'echo \"$0\"; echo unheard >&2' 'line 105 of pg_hba.conf: invalid connection type \"hots\"'");
    expect([proven(), proven("renew")]).toEqual(['line 105 of pg_hba.conf: invalid connection type "hots"', "proven"]);
    // A unit that does not answer has not complained: the probes are its proof. The user learns of it.
    complaints("sh -c 'echo no password supplied >&2; exit 2'");
    expect(proven()).toBe("progress\twarning: a service could not be asked whether it reads all of its configuration: no password supplied\nproven");
    expect(proven("renew")).toBe("proven");
    complaints("sh -c 'echo line 7; exit 2'");
    expect(proven()).toMatch(/^progress\twarning: .*\nproven$/);
  });

  test("are not touched when a unit complains before; one that cannot be asked is told of once, after; what the release in force brought is not asked", () => {
    const before = (command: string, previous = ""): string => {
      writeFileSync(join(releases, "new", ".tlsup", "complaints"), command);
      return run(`previous=${previous}; hear_complaints_before && echo untroubled || echo "$failure"`, imaps, "");
    };
    expect(before("echo 'line 7'\n")).toBe("line 7");
    expect(before("sh -c 'echo no password supplied >&2; exit 2'\n")).toBe("untroubled");
    writeFileSync(join(releases, "old", ".tlsup", "complaints"), "echo 'line 7'\n");
    expect(before("echo 'line 7'\n", "old")).toBe("untroubled");
    expect(before("echo 'line 8'\n", "old")).toBe("line 8");
  });
});
