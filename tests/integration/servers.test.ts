import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { Agent } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import WebSocket from "ws";
import type { Application } from "../../components/application/application";
import { unitName } from "../../components/release/common/unit";
import { push, remove } from "../../components/release/push/execution/push";
import { fullChainPath } from "../../components/release/common/release";
import type { ServerSettings } from "../../components/server/servers";
import type { Destination } from "../../components/shared/destination";
import { Droplet } from "../support/droplets";
import { root } from "../support/environment";
import { webRelease } from "../support/web-release";

/** Longer than the tables of names of some servers take it. */
const domain = `${"a".repeat(63)}.${"b".repeat(63)}.${"c".repeat(63)}.servers.test`;
const choices = { maxBodySize: "1k", hsts: { includeSubdomains: true } } as const;
const settings = { upstream: "http://127.0.0.1:9000", ...choices } as const;
const echo = join(root, "tests", "support", "echo");

/** Names that lead there, or serve the same; a whole name goes before a wildcard, and a wildcard stands for one label. */
const aliases = [
  { name: "www.servers.test" },
  { name: "shop.servers.test", redirect: false },
  { name: "*.servers.test" },
  { name: "*.shop.servers.test", redirect: false },
] as const;

interface Row {
  readonly server: ServerSettings;
  /** What it runs itself; the others pass requests on to an upstream. */
  readonly application?: Application;
  readonly http: "HTTP/1.1" | "HTTP/2";
  readonly unit: string;
  /** What systemd-analyze may say about it at most; Debian's own are 9.6, 8.8, 9.2 and 9.6. */
  readonly exposure: number;
  /** Debian's file that tlsup's stands in for. */
  readonly takeover?: string;
}

/** Each takes the host over from the one before it. */
const rows: readonly Row[] = [
  { server: { kind: "nginx", ...settings }, http: "HTTP/2", unit: "nginx.service", exposure: 2.7 },
  { server: { kind: "caddy", ...settings }, http: "HTTP/2", unit: "caddy.service", exposure: 1.5, takeover: "/etc/caddy/Caddyfile" },
  { server: { kind: "apache", ...settings }, http: "HTTP/2", unit: "apache2.service", exposure: 2.7 },
  { server: { kind: "haproxy", ...settings }, http: "HTTP/2", unit: "haproxy.service", exposure: 1.5, takeover: "/etc/haproxy/haproxy.cfg" },
  {
    server: { kind: "gunicorn", ...choices },
    application: { kind: "wsgi", directory: echo, callable: "echo:application" },
    http: "HTTP/1.1",
    unit: unitName(domain),
    exposure: 1.5,
  },
];

/** What answers says that it was asked. */
interface Echo {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The same site, whatever server it is behind: one host, from one server to the next. */
describe("a site on a host", () => {
  const folder = mkdtempSync(join(tmpdir(), "tlsup-servers-"));
  const trusted = join(folder, "leaf.pem");
  let droplet: Droplet;
  let destination: Destination;

  const curl = async (url: string, ...args: string[]): Promise<{ status: number; headers: string; body: string }> => {
    const resolve = [80, 443].flatMap((port) => ["--resolve", `*:${port}:${droplet.address}`]);
    const options = ["--silent", "--show-error", "--cacert", trusted, "--include", "--max-time", "20", ...resolve];
    const { stdout } = await promisify(execFile)("curl", [...options, ...args, url]);
    const [headers = "", ...body] = stdout.split("\r\n\r\n");
    return { status: Number(/^HTTP\/\S+ (\d+)/.exec(headers)?.[1]), headers, body: body.join("\r\n\r\n") };
  };
  const asked = async (url: string, ...args: string[]): Promise<Echo> => JSON.parse((await curl(url, ...args)).body) as Echo;
  /** The same from an address of the edge, as far as the server knows: the host's own. */
  const askedAsEdge = async (...headers: string[]): Promise<Echo> =>
    JSON.parse(
      await droplet.run(
        `curl --silent --insecure --resolve ${domain}:443:127.0.0.1 ${headers.map((header) => `--header '${header}'`).join(" ")} https://${domain}/`,
      ),
    ) as Echo;
  const visitor = ({ headers }: Echo) => ({ address: headers["x-real-ip"], forwarded: headers["x-forwarded-for"], scheme: headers["x-forwarded-proto"] });

  /** What Debian's package manager says about a configuration file that is not as its package brought it. */
  const changed = async ({ takeover = "", server }: Row): Promise<string> =>
    droplet.run(`test ! -L ${takeover} && { dpkg --verify ${server.kind} | grep ' ${takeover}$' || true; }`);

  beforeAll(async () => {
    droplet = await Droplet.create("servers");
    destination = await droplet.destination();
    const program = readFileSync(join(echo, "echo.py")).toString("base64");
    await droplet.run(`echo ${program} | base64 --decode > /root/echo.py && systemd-run --quiet --unit=echo python3 /root/echo.py 9000
mkdir -p /var/lib/tlsup/acme/.well-known/acme-challenge && printf proof > /var/lib/tlsup/acme/.well-known/acme-challenge/a-Token_1`);
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await droplet.remove();
  });

  describe.each(rows.map((row, index) => ({ ...row, kind: row.server.kind, before: rows[index - 1], after: rows[index + 1] })))(
    "$kind",
    ({ server, application, http, unit, exposure, takeover, before, after }) => {
      beforeAll(async () => {
        const release = await webRelease(domain, server, ["127.0.0.0/8"], application, {}, domain, aliases);
        writeFileSync(trusted, release.files[fullChainPath] ?? "");
        await push(destination, release);
      }, 240_000);

      test("serves https, says so for the future, and passes the path on as it came", async () => {
        const { status, headers, body } = await curl(`https://${domain}/a%2Fb/c?d=%20e`, "--http2");
        expect({ status, path: (JSON.parse(body) as Echo).path }).toEqual({ status: 200, path: "/a%2Fb/c?d=%20e" });
        expect(headers.split(" ")[0]).toBe(http);
        // What answers says so, too, and for a second: browsers heed the first one alone.
        expect(headers.match(/^strict-transport-security: .*/gim)).toEqual([expect.stringMatching(/max-age=63072000; includeSubDomains/i)]);
        expect(headers).not.toMatch(/^(server|via|x-powered-by): .*(nginx|caddy|apache|haproxy|gunicorn)\/?[ /]\d/im);
      });

      test("leads from http to https, but not an ACME CA", async () => {
        const redirect = await curl(`http://${domain}/a/b?c=d`);
        expect({ status: redirect.status, location: /^location: (.*)$/im.exec(redirect.headers)?.[1]?.trim() }).toEqual({
          status: 308,
          location: `https://${domain}/a/b?c=d`,
        });
        for (const scheme of ["http", "https"]) {
          expect(await curl(`${scheme}://${domain}/.well-known/acme-challenge/a-Token_1`)).toMatchObject({ status: 200, body: "proof" });
          expect((await curl(`${scheme}://${domain}/.well-known/acme-challenge/another`)).status).toBe(404);
        }
        expect((await curl(`http://${domain}/.well-known/acme-challenge/../../../../../../etc/passwd`, "--path-as-is")).body).not.toContain("root:");
      });

      test("leads from its other names to the domain, path and query kept, or serves the same by them", async () => {
        const led = async (url: string): Promise<unknown> => {
          const { status: code, headers } = await curl(url);
          const field = (name: string): string | undefined => new RegExp(`^${name}: (.*)$`, "im").exec(headers)?.[1]?.trim();
          return { code, location: field("location"), kept: field("cache-control"), hsts: field("strict-transport-security") !== undefined };
        };
        for (const name of ["www", "any"]) {
          expect(await led(`https://${name}.servers.test/a%2Fb/c?d=%20e`)).toEqual({
            code: 308,
            location: `https://${domain}/a%2Fb/c?d=%20e`,
            kept: "no-cache",
            hsts: true,
          });
          // By its own name first, so that browsers remember HSTS of it.
          expect(await led(`http://${name}.servers.test/a?b`)).toMatchObject({ code: 308, location: `https://${name}.servers.test/a?b`, hsts: false });
        }
        for (const name of ["shop", "any.shop"]) expect(await led(`https://${name}.servers.test/`)).toMatchObject({ code: 200, hsts: true });
        const seen = visitor(await asked("https://shop.servers.test/", "--header", "X-Real-IP: 203.0.113.9", "--header", "X-Forwarded-For: 203.0.113.9"));
        expect(seen).toMatchObject({ scheme: "https", forwarded: seen.address });
        expect(seen.address).not.toBe("203.0.113.9");
        expect(await curl("http://www.servers.test/.well-known/acme-challenge/a-Token_1")).toMatchObject({ status: 200, body: "proof" });
      });

      test("believes the edge about the visitor, and nobody else", async () => {
        const lies = ["CF-Connecting-IP: 203.0.113.9", "X-Forwarded-Proto: http", "X-Real-IP: 203.0.113.9"];
        expect(visitor(await askedAsEdge("CF-Connecting-IP: 203.0.113.9", "X-Forwarded-For: 203.0.113.66", "X-Forwarded-Proto: http"))).toEqual({
          address: "203.0.113.9",
          forwarded: "203.0.113.9",
          scheme: "http",
        });
        expect(visitor(await askedAsEdge("X-Forwarded-Proto: gopher"))).toEqual({ address: "127.0.0.1", forwarded: "127.0.0.1", scheme: "https" });
        const seen = visitor(await asked(`https://${domain}/`, ...[...lies, "X-Forwarded-For: 203.0.113.9"].flatMap((header) => ["--header", header])));
        expect(seen).toMatchObject({ scheme: "https" });
        expect(seen.address).not.toBe("203.0.113.9");
        expect(seen.forwarded).toBe(seen.address);
      });

      test("takes a body up to its limit", async () => {
        const send = async (...body: string[]): Promise<number> => (await curl(`https://${domain}/`, "--http1.1", "--header", "Expect:", ...body)).status;
        expect(await send("--data", "x".repeat(1024))).toBe(200);
        expect(await send("--data", "x".repeat(1025))).toBe(413);
        expect(await send("--request", "POST")).toBe(200);
      });

      // WSGI has no words for them.
      if (server.kind !== "gunicorn") {
        test("passes a WebSocket on", async () => {
          const socket = new WebSocket(`wss://${droplet.address}/`, {
            agent: new Agent({ servername: domain, rejectUnauthorized: false }),
            headers: { Host: domain },
          });
          const answer = await new Promise<string>((resolve, reject) => {
            socket.once("open", () => socket.send("hello"));
            socket.once("message", (data: Buffer) => resolve(data.toString("utf8")));
            socket.once("error", reject);
          });
          socket.terminate();
          expect(answer).toBe("hello");
        });
      }

      test("is confined, and still is after a reload", async () => {
        await droplet.run(`systemctl reload ${unit}`);
        expect((await curl(`https://${domain}/`)).status).toBe(200);
        expect(await droplet.exposure(unit)).toBeLessThanOrEqual(exposure);
      });

      if (takeover !== undefined) {
        test("goes on when an upgrade brings the package's files anew, and asks nobody", async () => {
          await droplet.run(`DEBIAN_FRONTEND=noninteractive apt-get install -qy --reinstall ${server.kind} < /dev/null`);
          expect((await curl(`https://${domain}/`)).status).toBe(200);
          expect(await droplet.run(`readlink ${takeover}; find -L /opt/tlsup/${domain}/current/${server.kind} -name '*.dpkg-*'`)).toMatch(
            /^\/opt\/tlsup\/\S+$/,
          );
        });
      }

      if (after && !after.application) {
        test(`comes back when ${after.server.kind} does not start`, async () => {
          const { files, ...rest } = await webRelease(domain, after.server);
          const confinement = Object.keys(files).find((path) => /\/(unit|needed)\.conf$/.test(path)) ?? "";
          await expect(push(destination, { ...rest, files: { ...files, [confinement]: `${files[confinement]}ExecStartPre=/bin/false\n` } })).rejects.toThrow(
            /could not be started.*rolled back/,
          );
          expect((await curl(`https://${domain}/`)).status).toBe(200);
        }, 240_000);
      }

      if (before) {
        test(`has freed the host from ${before.server.kind}`, async () => {
          expect(await droplet.run(`systemctl is-active ${before.unit} || true`)).toBe("inactive");
          if (before.takeover) expect(await changed(before)).toBe("");
        });
      }
    },
  );

  test("is on a host that installs security updates by itself", async () => {
    expect((await droplet.run("apt-config dump APT::Periodic")).split("\n")).toEqual(
      expect.arrayContaining(['APT::Periodic::Update-Package-Lists "1";', 'APT::Periodic::Unattended-Upgrade "1";']),
    );
    expect(await droplet.run("unattended-upgrade --dry-run --verbose 2>&1")).toMatch(/Allowed origins are: .*Debian-Security/);
  });

  test("is gone when it is removed: no link, no listener, Debian's files as they were", async () => {
    await remove(destination, await webRelease(domain, rows[0]!.server, [], undefined, {}, domain, aliases));
    expect(await droplet.run("ss -Hltn '( sport = :80 or sport = :443 )'; find /etc -lname '/opt/tlsup/*'")).toBe("");
    for (const row of rows) if (row.takeover) expect(await changed(row)).toBe("");
  });
});
