import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { get } from "node:http";
import { get as getSecurely } from "node:https";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { proofOf } from "../../../../components/certificate/acme/challenge";
import { challengeCommand, responderFunctions } from "../../../../components/certificate/acme/execution/challenge-scripts";
import { challengeLines, challengeUrl, hostOf, portOf, redirectOf, tokenLines } from "../../../../components/certificate/acme/http-challenge";
import { freePort } from "../../../support/acme/pebble";
import { root } from "../../../support/environment";
import { stubProgram } from "../../../support/stub-program";

const host = join(root, "components", "certificate", "acme", "host");
const proofs = ["a", "b"].map((letter) => proofOf("example.com", letter.repeat(22), "thumb"));
const [one, two] = proofs.map(({ token }) => token);

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "tlsup-challenges-"))));
afterEach(() => rmSync(folder, { recursive: true }));

test("challenges travel a line each, with their bodies; what is to be removed by its token alone", () => {
  expect(challengeLines(proofs)).toBe(`${"a".repeat(22)}\t${"a".repeat(22)}.thumb\texample.com\n${"b".repeat(22)}\t${"b".repeat(22)}.thumb\texample.com\n`);
  expect(tokenLines(proofs)).toBe(`${"a".repeat(22)}\n${"b".repeat(22)}\n`);
});

test.each([
  ["example.com", "http://example.com/", "example.com"],
  ["192.0.2.1", "http://192.0.2.1/", "192.0.2.1"],
  ["2001:db8::1", "http://[2001:db8::1]/", "2001:db8::1"],
])("the challenge for %s is asked for by http on port 80", (name, origin, host) => {
  const url = challengeUrl(proofOf(name, "a".repeat(22), "thumb"));
  expect([url.href, hostOf(url), portOf(url)]).toEqual([`${origin}.well-known/acme-challenge/${"a".repeat(22)}`, host, 80]);
});

test.each<[status: number, location: string | undefined, leadsTo: string | undefined, port: number | undefined]>([
  [301, "https://example.com/path?x=1", "https://example.com/path?x=1", 443],
  [308, "/other", "http://example.com/other", 80],
  [302, "https://example.org:80/", "https://example.org:80/", 80],
  [302, "https://example.com:8443/", undefined, undefined],
  [302, "ftp://example.com/", undefined, undefined],
  [302, "https://[", undefined, undefined],
  [301, undefined, undefined, undefined],
  [200, "https://example.com/", undefined, undefined],
])("an answer %i with the location %s leads a CA to %s", (status, location, leadsTo, port) => {
  const next = redirectOf(new URL("http://example.com/challenge"), { status, location });
  expect([next?.href, next && portOf(next)]).toEqual([leadsTo, port]);
});

describe("on the host", () => {
  const stub = (name: string, text: string): void => stubProgram(join(folder, "bin"), name, text);
  const inFolder = (command: string): string => command.replaceAll("/var/lib/tlsup/acme", join(folder, "acme"));
  const challenges = (token = ""): string => join(folder, "acme", ".well-known", "acme-challenge", token);
  beforeEach(() => stub("setpriv", `echo "$*" >> ${join(folder, "written")}; shift 4; exec "$@"`));

  /** Runs the command as the host would, with stand-ins for what a host has; tells which of them it started. */
  function run(
    verb: "place" | "remove",
    input: string,
    { busy = false, user = "0" } = {},
  ): { readonly started: string; readonly files: (token: string | undefined) => string | undefined } {
    const bin = join(folder, "bin");
    const log = join(folder, "log");
    writeFileSync(log, "");
    stub("ss", busy ? "echo LISTEN" : `grep -q systemd-run ${log} && echo LISTEN; true`);
    stub("systemd-run", `echo systemd-run >> ${log}`);
    stub("systemctl", `echo "systemctl $*" >> ${log}`);
    stub("id", `echo ${user}`);
    const command = inFolder(challengeCommand(verb)).replace("PATH=/usr/sbin:", `PATH=${bin}:/usr/sbin:`);
    execFileSync("sh", ["-c", command], { input, stdio: ["pipe", "pipe", "pipe"] });
    return { started: readFileSync(log, "utf8"), files: (token) => (existsSync(challenges(token)) ? readFileSync(challenges(token), "utf8") : undefined) };
  }

  test("challenges are placed, and the responder is started where port 80 is free", () => {
    const { started, files } = run("place", challengeLines(proofs));
    expect([started, files(one), files(two)]).toEqual(["systemd-run\n", `${one}.thumb`, `${two}.thumb`]);
  });

  test("a web server that has port 80 is left alone", () => {
    expect(run("place", challengeLines(proofs), { busy: true }).started).toBe("");
  });

  test("the responder is stopped with the last challenge, and not before", () => {
    run("place", challengeLines(proofs));
    const first = run("remove", `${one}\n`);
    expect([first.started, first.files(one), first.files(two)]).toEqual(["", undefined, `${two}.thumb`]);
    expect(run("remove", `${two}\n`).started).toContain("systemctl stop tlsup-acme-http");
  });

  describe("root writes nothing to the folder by itself, as its owner could link a name there to a file of root's", () => {
    const written = (): string[] => readFileSync(join(folder, "written"), "utf8").split("\n").filter(Boolean);
    const { uid, gid } = userInfo();
    const as = (user: number, group: number): string => `--reuid=${user} --regid=${group} --clear-groups --`;

    test("neither challenges", () => {
      run("place", challengeLines(proofs));
      expect(written()).toEqual([one, two].map((token) => `${as(uid, gid)} tee -- ${challenges(token)}`));
    });

    test("nor anything where its owner was the agent's user, which is gone", () => {
      stub("stat", "echo 4242 4243");
      run("place", challengeLines(proofs));
      expect(written()).toEqual([one, two].map((token) => `${as(4242, 4243)} tee -- ${challenges(token)}`));
    });

    test("nor the file by which it sees whether a web server serves them", () => {
      mkdirSync(challenges(), { recursive: true });
      const file = challenges("tlsup");
      symlinkSync(join(folder, "roots"), file);
      writeFileSync(join(folder, "roots"), "content");
      const env = { ...process.env, PATH: `${join(folder, "bin")}:${process.env.PATH}` };
      execFileSync("bash", ["-c", inFolder(`${responderFunctions()}serves_challenges example.com`)], { env, stdio: ["pipe", "pipe", "pipe"] });
      expect(written()).toEqual([`${as(uid, gid)} touch ${file}`, `${as(uid, gid)} rm -f ${file}`]);
      expect(readFileSync(join(folder, "roots"), "utf8")).toBe("content");
    });
  });

  test("a user who is not root is told so", () => {
    // The command ends before it reads input, which could not be written then.
    expect(() => run("place", "", { user: "1000" })).toThrow("the SSH user must be root");
  });
});

describe("the responder", () => {
  let responder: ChildProcess;
  let ports: readonly [number, number];
  beforeEach(async () => {
    ports = [await freePort(), await freePort()];
    writeFileSync(join(folder, "token"), "body");
    writeFileSync(`${folder}-secret`, "secret");
    responder = spawn("python3", [join(host, "respond.py"), folder, ...ports.map(String)], {
      env: { ...process.env, RUNTIME_DIRECTORY: folder },
      stdio: "ignore",
    });
    for (let tries = 0; tries < 100 && (await ask("/")) === "nothing"; tries += 1) await sleep(50);
  });
  afterEach(() => {
    responder.kill();
    rmSync(`${folder}-secret`, { force: true });
  });

  function ask(path: string, secure = false): Promise<string> {
    return new Promise((resolve) => {
      const options = { host: "127.0.0.1", port: ports[secure ? 1 : 0], path, agent: false, rejectUnauthorized: false };
      const request = (secure ? getSecurely : get)(options, (response) => {
        let body = "";
        response.on("data", (part: Buffer) => (body += part.toString()));
        response.on("end", () => resolve(response.statusCode === 200 ? body : String(response.statusCode)));
      });
      request.on("error", () => resolve("nothing"));
    });
  }

  test.each([
    ["http", false],
    ["https", true],
  ])("serves a challenge over %s, and nothing else", async (_, secure) => {
    expect(await ask("/.well-known/acme-challenge/token", secure)).toBe("body");
    for (const path of [
      "/",
      "/token",
      "/.well-known/acme-challenge/",
      "/.well-known/acme-challenge/missing",
      `/.well-known/acme-challenge/../${folder.split("/").at(-1)}-secret`,
    ])
      expect(await ask(path, secure)).toBe("404");
  });
});
