import { push } from "../../components/release/push/execution/push";
import type { ServerSettings } from "../../components/server/servers";
import type { Destination } from "../../components/shared/destination";
import { Droplet, until } from "../support/droplets";
import { watchHandshakes } from "../support/handshakes";
import { PythonApplication } from "../support/python-application";
import { webRelease } from "../support/web-release";

const domain = "wsgi.test";
const site = `--resolve ${domain}:443:127.0.0.1 https://${domain}/`;

/** A program in Python on a host, by gunicorn: as the server itself, then behind nginx. */
describe("a program in Python", () => {
  const program = new PythonApplication();
  let droplet: Droplet;
  let destination: Destination;

  const pushed = async (version: string, lines?: string, server: ServerSettings = { kind: "gunicorn", hsts: {}, maxBodySize: "1k" }) =>
    push(destination, await webRelease(domain, server, ["127.0.0.0/8"], program.settings(version, lines), { PASSWORD: "canary" }));
  const answer = (options = ""): Promise<string> => droplet.run(`curl -sk ${options} ${site}`);

  beforeAll(async () => {
    droplet = await Droplet.create("wsgi");
    await until(
      () =>
        droplet.run("true").then(
          () => true,
          () => false,
        ),
      Boolean,
    );
    destination = await droplet.destination();
  });
  afterAll(async () => {
    program.remove();
    await droplet.remove();
  });

  test("answers https itself, with what it requires, its variables and a folder to write to; the edge is believed about the visitor", async () => {
    await pushed("1.0");
    expect(await answer("-H 'CF-Connecting-IP: 203.0.113.9'")).toBe(`greeting 1.0 info canary 203.0.113.9 https /var/lib/tlsup-${domain} 0`);
    expect(await answer(`--http1.1 -D - -o /dev/null`)).toContain("Strict-Transport-Security: max-age=63072000");
  }, 180_000);

  test("redirects http, and shows an ACME CA the proof of a name there", async () => {
    await droplet.run("mkdir -p /var/lib/tlsup/acme/.well-known/acme-challenge; echo proof > /var/lib/tlsup/acme/.well-known/acme-challenge/token");
    const http = (path: string) => droplet.run(`curl -s -w '%{http_code} %{redirect_url}' http://127.0.0.1${path}`);
    expect(await http("/.well-known/acme-challenge/token")).toBe("proof\n200");
    expect(await http("/a?b=c")).toBe(`308 https://${domain}/a?b=c`);
    expect(await http("/.well-known/acme-challenge/../../../etc/passwd --path-as-is")).toContain("308");
  });

  test("gets no larger body than the site accepts, whether its length is known or not", async () => {
    expect(await answer("-d hello")).toMatch(/ 5$/);
    expect(await answer(`-o /dev/null -w '%{http_code}' -d $(printf %2000s | tr ' ' x)`)).toBe("413");
    expect(await answer(`-o /dev/null -w '%{http_code}' -H 'Transfer-Encoding: chunked' -d $(printf %2000s | tr ' ' x)`)).toBe("413");
  });

  test("goes on beside more silent clients than it has threads, and than http has descriptors", async () => {
    const hold = `import socket, time; held = [socket.create_connection(("127.0.0.1", port)) for port in [443] * 44 + [80] * 1100]; time.sleep(600)`;
    await droplet.run(`systemd-run --quiet --unit=silent --property=LimitNOFILE=4096 python3 -c '${hold}'; sleep 3`);
    for (const url of [`https://${domain}/`, `http://${domain}/`]) {
      await until(
        () => droplet.run(`curl -sk -m 4 -o /dev/null -w '%{http_code}' --connect-to ::127.0.0.1 ${url} || true`),
        (status) => status === "200" || status === "308",
      );
    }
    await droplet.run("systemctl is-active silent; systemctl stop silent");
  }, 150_000);

  test("is replaced by another version of what it requires, and by another certificate, without a failed handshake", async () => {
    const { failures, leaves } = await watchHandshakes(droplet.address, domain, 50, async () => void (await pushed("2.0")));
    expect({ failures, leaves: leaves.size }).toEqual({ failures: [], leaves: 2 });
    expect(await answer()).toContain("greeting 2.0");
  });

  test("is refused when it cannot be loaded, with its own words, and goes on as it was", async () => {
    await expect(pushed("2.0", 'raise SystemError("out of order")\n')).rejects.toThrow(
      /app\.py.*SystemError: out of order\. What the host serves was not touched/s,
    );
    expect(await answer()).toContain("greeting 2.0");
  });

  test("shares what it requires with the release before, and is confined", async () => {
    await pushed("2.0", "# new\n");
    const links = await droplet.run(`stat -c %h /opt/tlsup/${domain}/current/application/virtualenv/lib/python3*/site-packages/greeting.py`);
    expect(Number(links)).toBeGreaterThan(1);
    for (const unit of [`tlsup-${domain}.service`, `tlsup-${domain}-http.service`]) expect(await droplet.exposure(unit)).toBeLessThanOrEqual(1.5);
  });

  test("has no say in what root does for it: its variables and files name no program of root's", async () => {
    const application = program.settings("2.0");
    for (const name of ["cat", "chown", "mv"]) program.command(`bin/${name}`, "touch /root/was-here");
    const environment = {
      ...application.environment,
      PATH: `/opt/tlsup/${domain}/current/application/code/bin:/usr/bin:/bin`,
      LD_PRELOAD: "/opt/preloaded.so",
    };
    const server = { kind: "gunicorn" } as const;
    await push(destination, await webRelease(domain, server, ["127.0.0.0/8"], { ...application, environment }, { PASSWORD: "canary" }));
    await droplet.run(`systemctl reload tlsup-${domain}.service`);
    expect(await droplet.run("ls /root/was-here 2>/dev/null; journalctl --no-pager | grep -F /opt/preloaded.so || true")).toBe("");
  });

  test("a link, or a pipe, that it makes in place of the certificate does not lead to root's files, at a push and at a renewal", async () => {
    await pushed("2.0", "# linked\n");
    const state = "find /root/own -printf '%u %m %s %p\\n'";
    const before = await droplet.run(`mkdir /root/own; echo mine > /root/own/file; ${state}`);
    const asApplication = (script: string): Promise<string> =>
      droplet.run(`cd /run/tlsup-${domain} && setpriv --reuid=$(stat -c %u .) --regid=$(stat -c %g .) --clear-groups ${script}`);
    const links = `sh -c 'ln -sfT /root/own/file new; for name in certificate.pem former.pem; do ln -sfT /root/own $name; done'`;
    const swap = `import os, select
os.path.lexists("new") and os.unlink("new")
os.mkfifo("new")
select.select([os.open("new", os.O_RDWR)], [], [])
os.symlink("/root/own/file", "link")
os.rename("link", "new")`;
    const reload = (): Promise<string> => droplet.run(`timeout 20 systemctl reload tlsup-${domain}.service`);
    for (const changed of [() => pushed("2.0", "# linked\n"), reload]) {
      await asApplication(links);
      await changed();
      expect(await droplet.run(state)).toBe(before);
      await asApplication(`sh -c 'timeout 60 python3 -c "$1" > swap 2>&1 & until [ -p new ]; do sleep 0.1; done' sh '${swap}'`);
      await changed();
      expect(await droplet.run(`sleep 1; ${state}`)).toBe(before);
      expect(await answer()).toContain("greeting 2.0");
    }
  }, 180_000);

  test("answers behind nginx, which takes the ports over", async () => {
    await pushed("2.0", "", { kind: "nginx" });
    expect(await answer("-H 'CF-Connecting-IP: 203.0.113.9'")).toMatch(/^greeting 2\.0 info canary 127\.0\.0\.1 https? /);
    expect(await droplet.run(`ss -Hltnp 'sport = :443' | grep -o 'nginx' | sort -u; systemctl is-active tlsup-${domain}-http.service || true`)).toBe(
      "nginx\ninactive",
    );
  }, 180_000);

  test("comes up once what it needs at its start is there, however late", async () => {
    await droplet.run("touch /etc/late");
    await pushed("2.0", 'open("/etc/late").close()\n', { kind: "nginx" });
    await droplet.run(`rm /etc/late; systemctl restart tlsup-${domain}.service || true; sleep 20; touch /etc/late`);
    await until(answer, (said) => said.includes("greeting 2.0"));
  }, 180_000);

  test("is rolled back when it ends at each start, but loads where it is checked", async () => {
    const crash = 'if os.environ["STATE_DIRECTORY"] != "/tmp":\n    raise SystemError("out of order")\n';
    await expect(pushed("1.0", crash, { kind: "nginx" })).rejects.toThrow(/It was rolled back/);
    expect(await answer()).toContain("greeting 2.0");
  }, 180_000);

  test("is put in force although its unit ends as it is asked to reload", async () => {
    const folder = `/etc/systemd/system/tlsup-${domain}.service.d`;
    await droplet.run(`mkdir ${folder}; printf '[Service]\nExecReload=sh -c "kill -9 $MAINPID; exit 1"\n' > ${folder}/ends.conf; systemctl daemon-reload`);
    await pushed("2.0", "# ended\n", { kind: "nginx" });
    expect(await answer()).toContain("greeting 2.0");
    await droplet.run(`rm -r ${folder}; systemctl daemon-reload`);
  }, 180_000);

  test("is refused before anything changes when it loads for longer than a push waits", async () => {
    await expect(pushed("2.0", "import time\ntime.sleep(18)\n", { kind: "nginx" })).rejects.toThrow(
      /app:application was not loaded within 15 seconds\. What the host serves was not touched/,
    );
  });
});
