import { execFileSync } from "node:child_process";
import { proofOf } from "../../../../components/certificate/acme/challenge";
import { challengeLines, placeChallenges, removeChallenges, tokenLines } from "../../../../components/certificate/acme/http-challenge";

const proofs = ["a", "b"].map((letter) => proofOf("example.com", letter.repeat(22), "thumb"));

test("challenges travel a line each, with their bodies; what is to be removed by its token alone", () => {
  expect(challengeLines(proofs)).toBe(`${"a".repeat(22)}\t${"a".repeat(22)}.thumb\n${"b".repeat(22)}\t${"b".repeat(22)}.thumb\n`);
  expect(tokenLines(proofs)).toBe(`${"a".repeat(22)}\n${"b".repeat(22)}\n`);
});

test.each([["places", placeChallenges], ["removes", removeChallenges]])("the command that %s them is a shell's, and its script is bash's", (_what, command) => {
  const script = execFileSync("sh", ["-c", `bash() { printf %s "$2"; }; ${command}`], { encoding: "utf8" });
  execFileSync("bash", ["-n"], { input: script });
  expect(script).toMatch(/^set -euo pipefail\n/);
});

test("the responder is valid Python, listens on the ports of http and https, and serves the folder that challenges are placed in", () => {
  const script = execFileSync("sh", ["-c", `bash() { printf %s "$2"; }; ${placeChallenges}`], { encoding: "utf8" });
  // systemd-run gets it as its last argument.
  const stub = 'systemd-run() { for last in "$@"; do :; done; printf %s "$last"; exit 0; }; ss() { :; }; mkdir() { :; }; id() { echo 0; }\n';
  const responder = execFileSync("bash", ["-c", stub + script.replace(/^export .*$/m, "")], { input: "", encoding: "utf8" });
  const said = execFileSync("python3", ["-c", "import ast, sys\ntree = ast.parse(sys.stdin.read())\nprint(sorted(call.args[0].elts[1].value for call in ast.walk(tree) if isinstance(call, ast.Call) and getattr(call.func, 'id', '') == 'Server'))"], { input: responder, encoding: "utf8" });
  expect(said.trim()).toBe("[80, 443]");
  expect(responder).toContain('os.path.join("/var/lib/tlsup/acme/.well-known/acme-challenge/", match.group(1))');
});
