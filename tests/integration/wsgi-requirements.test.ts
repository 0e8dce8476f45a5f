import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { secretEnvironmentPath } from "../../components/application/common/environment";
import type { WsgiApplication } from "../../components/application/wsgi/wsgi";
import { push } from "../../components/release/push/execution/push";
import type { Release } from "../../components/release/common/release";
import type { Destination } from "../../components/shared/destination";
import { Droplet, until } from "../support/droplets";
import { root } from "../support/environment";
import { PythonApplication } from "../support/python-application";
import { webRelease } from "../support/web-release";

const domain = "requirements.test";
const current = `/opt/tlsup/${domain}/current`;
const hostileBackend = readFileSync(join(root, "tests", "support", "hostile_backend.py"), "utf8");
const local = "--no-index\n--find-links wheels\n";

/** What a program requires, and the variables that it is given, on a host behind nginx. */
describe("what a program in Python requires", () => {
  const program = new PythonApplication();
  let droplet: Droplet;
  let destination: Destination;

  const release = (application: WsgiApplication, secrets: Readonly<Record<string, string>> = { PASSWORD: "canary" }): Promise<Release> =>
    webRelease(domain, { kind: "nginx" }, [], application, secrets);
  const pushed = async (files: Readonly<Record<string, string>>, lines = "", changes: Partial<WsgiApplication> = {}) =>
    push(destination, await release({ ...program.requiring(files, lines), ...changes }));
  const answer = (): Promise<string> => droplet.run(`curl -sk --resolve ${domain}:443:127.0.0.1 https://${domain}/`);
  const prepared = (): Promise<string> => droplet.run(`stat -c %i ${current}/application/virtualenv/pyvenv.cfg`);

  beforeAll(async () => {
    droplet = await Droplet.create("requirements");
    await until(
      () =>
        droplet.run("true").then(
          () => true,
          () => false,
        ),
      Boolean,
    );
    destination = await droplet.destination();
    await pushed({ "requirements.txt": "-r base/more.txt\n", "base/more.txt": `${local}greeting==1.0\n` });
  }, 400_000);
  afterAll(async () => {
    program.remove();
    await droplet.remove();
  });

  test("is installed anew when an included file names another version, and shared while nothing changes", async () => {
    expect(await answer()).toContain("greeting 1.0");
    const before = await prepared();
    await pushed({}, "# new\n");
    expect(await prepared()).toBe(before);
    await pushed({ "base/more.txt": `${local}greeting==2.0\n` });
    expect(await answer()).toContain("greeting 2.0");
  }, 240_000);

  test("is installed anew when a wheel in its folder is another one of the same version", async () => {
    program.wheel("greeting", "2.0", "text = 'greeting again'\n");
    await pushed({});
    expect(await answer()).toContain("greeting again");
  }, 240_000);

  test("is root's, links nowhere but to Python, and what its scripts name is there", async () => {
    const folder = `$(readlink -f ${current}/application/virtualenv)`;
    expect(
      await droplet.run(
        `find ${folder} ! -user root -o ! -type l -perm /7022 -o ! -type l ! -type f ! -type d; find ${folder} -type l -lname '/*' ! -lname /usr/bin/python3`,
      ),
    ).toBe("");
    expect(
      await droplet.run(
        `${current}/application/virtualenv/bin/python3 -c 'import sys, greeting; print(sys.prefix, greeting.__cached__)'; ` +
          `ls ${folder}/lib/python3*/site-packages/__pycache__ | wc -l`,
      ),
    ).toMatch(new RegExp(`^${current}/application/virtualenv \\S+\\.pyc\n1$`));
  });

  test("must all be named: another host would get another version", async () => {
    program.wheel("other", "3.1", "");
    program.wheel("greeting", "3.0", "text = 'greeting 3.0'\n", "other>=3");
    await expect(pushed({ "base/more.txt": `${local}greeting==3.0\n` })).rejects.toThrow(
      /the requirements require more, and no line names its version: add other==3\.1 .*not touched/,
    );
    await pushed({ "base/more.txt": `${local}greeting==3.0\n-c versions.txt\n`, "base/versions.txt": "Other==3.1\n" });
    expect(await answer()).toContain("greeting 3.0");
  }, 240_000);

  test("is run by Debian's gunicorn, even if one of them requires gunicorn", async () => {
    program.wheel("gunicorn", "99.0", "raise SystemExit('not the one of Debian')\n");
    program.wheel("greeting", "5.0", "text = 'greeting 5.0'\n", "gunicorn");
    await pushed({ "requirements.txt": `${local}greeting==5.0\n` });
    expect(await answer()).toContain("greeting 5.0");
    expect(await droplet.run(`${current}/application/virtualenv/bin/python3 -c 'import gunicorn; print(gunicorn.__file__)'`)).toBe(
      "/usr/lib/python3/dist-packages/gunicorn/__init__.py",
    );
  }, 240_000);

  test("a requirement that cannot be installed is told in pip's own words, and what is in force is not touched", async () => {
    const sha256 = program.wheel("greeting", "4.0", "text = 'greeting 4.0'\n");
    await expect(pushed({ "requirements.txt": `${local}greeting==4.0 --hash=sha256:${"0".repeat(64)}\n` })).rejects.toThrow(
      new RegExp(`DO NOT MATCH THE HASHES.*greeting==4\\.0.*Got\\s+${sha256}.*not touched`),
    );
    await pushed({ "requirements.txt": `${local}greeting==4.0 \\\n  --hash=sha256:${sha256}\n` });
    expect(await answer()).toContain("greeting 4.0");
  }, 240_000);

  test("is not built unless that is allowed; a build gets nothing of the host's, and neither does what it made", async () => {
    program.sourceDistribution("loot", "1.0", hostileBackend);
    const files = { "requirements.txt": `${local}greeting==1.0\nloot==1.0\n` };
    const lines = "import loot\ngreeting.text = f'did {loot.text}'\n";
    await expect(pushed(files, lines)).rejects.toThrow(
      /for loot==1\.0; Only wheels are installed, unless the application's setting `builds` is true\. What the host serves was not touched/,
    );
    await pushed(files, lines, { builds: true });
    expect(await answer()).toContain("did nothing info");
    expect(
      await droplet.run("ls /etc/tlsup-was-here /root/tlsup-was-here /dev/shm/tlsup-was-here /tmp /var/tmp 2>/dev/null | grep -v systemd-private || true"),
    ).not.toContain("tlsup-was-here");
  }, 240_000);

  test.each([
    ["a link that leads out", 'os.symlink("/etc/shadow", f"{environment()}/shadow")', "must hold no link that leads out: 'shadow' leads to '/etc/shadow'"],
    ["a link that leads up", 'os.symlink("../../../../../../tls/privkey.pem", f"{environment()}/key")', "must hold no link that leads out: 'key' leads to"],
    ["a pipe", 'os.mkfifo(f"{environment()}/pipe")', "must hold files, folders and symbolic links only: 'pipe' is none of them"],
    ["a name of two lines", 'open(f"{environment()}/f\\n\\tapplication", "w").close()', "must hold names of printable characters below its folder"],
  ])(
    "is refused when a build leaves %s in it",
    async (_, line, reason) => {
      program.sourceDistribution("loot", "1.0", `${hostileBackend}\n\ndef leave():\n    ${line}\n`);
      const before = await answer();
      await expect(pushed({ "requirements.txt": `${local}greeting==1.0\nloot==1.0\n` }, "", { builds: true })).rejects.toThrow(reason);
      expect(await answer()).toBe(before);
    },
    240_000,
  );

  test("is whole after any kill of its installation, and left alone once it is in force", async () => {
    const folder = "/opt/tlsup/.trial";
    const preparation = (place: string) => `cd ${place} && eval "$(cat ${current}/.tlsup/preparation)" < /dev/null`;
    await droplet.run(
      `rm -rf ${folder}; mkdir -p ${folder}/application && cd ${current}/application && cp -a code requirements install.py ${folder}/application/; ` +
        `echo another >> ${folder}/application/requirements/files`,
    );
    for (const seconds of ["0.02", "0.1", "0.3", "0.6", "1"]) {
      await droplet.run(
        `(setsid bash -c ${quoted(preparation(folder))} & echo $! > /root/group; wait) & sleep ${seconds}; kill -KILL -- -$(cat /root/group) || true`,
      );
      expect(await droplet.run(`[ ! -e ${folder}/application/virtualenv ] || cat ${folder}/application/virtualenv/.made-for | tail -n 2`)).toMatch(
        /^$|another/,
      );
    }
    await droplet.run(preparation(folder));
    expect(
      await droplet.run(
        `${folder}/application/virtualenv/bin/python3 -c 'import greeting; print(greeting.text)'; ls ${folder}/application; ` +
          "systemctl list-units --all 'tlsup-install-*' --no-legend",
      ),
    ).toMatch(/^greeting .*\ncode\ninstall\.py\nrequirements\nvirtualenv$/);
    const before = await prepared();
    await droplet.run(preparation(`$(readlink -f ${current})`));
    expect(await prepared()).toBe(before);
    await droplet.run(`rm -rf ${folder}`);
  }, 240_000);

  test("is given variables as systemd reads them, in the check as in its unit; no shell reads them", async () => {
    const values: Readonly<Record<string, string>> = {
      HOSTILE_QUOTES: `a'b"c\\"d\\\\`,
      HOSTILE_SHELL: "$(touch /root/p) `touch /root/p` $HOME ${HOME} %n %%",
      HOSTILE_SPACE: "  \t a  b\t ",
      HOSTILE_TEXT: "grüße 🎉 \u2028 \u0007\u001b[0m",
      HOSTILE_BACKSLASH: "\\n\\t\\$\\`\\x41\\",
      HOSTILE_EMPTY: "",
      HOSTILE_LONG: "x".repeat(100_000),
      HOSTILE_COMMENT: "# no; comment=1",
      PASSWORD: "canary",
    };
    const expected = createHash("sha256")
      .update(
        Object.entries(values)
          .filter(([name]) => name.startsWith("HOSTILE_"))
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([name, value]) => `${name}=${value}\n`)
          .join(""),
      )
      .digest("hex");
    const see =
      `import hashlib\nseen = hashlib.sha256(b"".join(name + b"=" + value + b"\\n" for name, ` +
      `value in sorted(os.environb.items()) if name.startswith(b"HOSTILE_"))).hexdigest()\n`;
    const files = { "requirements.txt": `${local}greeting==1.0\n` };
    await expect(
      release(program.requiring(files, `${see}raise SystemError(seen + os.listdir(os.environ["STATE_DIRECTORY"]).__repr__())\n`), values).then((made) =>
        push(destination, made),
      ),
    ).rejects.toThrow(`${expected}[]`);
    await push(destination, await release(program.requiring(files, `${see}greeting.text = seen\n`), values));
    expect(await answer()).toContain(expected);
    expect(await droplet.run("ls /root/p 2>/dev/null || true")).toBe("");
  }, 240_000);

  test("is not run by what a file of variables says, whoever wrote it", async () => {
    const made = await release(program.requiring({}));
    const secrets = {
      ...made.secrets,
      [secretEnvironmentPath]: 'X; touch /root/p; Y="1"\nA=$(touch /root/p)\nPASSWORD="canary"\nLD_PRELOAD="/root/none.so"\n',
    };
    await push(destination, { ...made, secrets }).catch(() => undefined);
    expect(await droplet.run("ls /root/p 2>/dev/null || true")).toBe("");
  }, 240_000);
});

function quoted(script: string): string {
  return `'${script.replaceAll("'", `'\\''`)}'`;
}
