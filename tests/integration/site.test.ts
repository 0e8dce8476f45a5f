import { cloudflare, connectionsTo, containerAt, containers, makeZone, onHost, status, visit } from "../support/local-cloud";
import { tlsup } from "../support/environment";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { localSite, Stack } from "../support/program";
import type { SiteConfig } from "../../components/site/site-config";
import { join } from "node:path";
import { root } from "../support/environment";

const domain = "blog.site.test";
const url = `https://${domain}/`;

/** The life of one site on the real engine, in the order in which a user lives it. */
describe("a site", () => {
  let stack: Stack;
  let zone: string;

  beforeAll(async () => {
    zone = await makeZone("site.test");
    stack = await Stack.create("site");
    await stack.configure({ site: localSite(domain), secretEnvironment: { PASSWORD: "canary-of-the-environment" } });
  });

  afterAll(() => stack.dispose());

  test("comes up and answers 200 over verified TLS, with the visitor's address", async () => {
    await stack.up();
    const { status: code, body, headers } = await visit(url, status());
    expect(code).toBe(200);
    expect(JSON.parse(body)).toMatchObject({ visitor: "127.0.0.1", protocol: "https", host: domain });
    expect(headers).toMatch(/^cf-ray: [0-9a-f]{16}-/im);
  }, 180_000);

  test("is reported hop by hop, with the certificate of each", async () => {
    const report = execFileSync(process.execPath, [join(root, "bin", "tlsup.js"), "check", "site"], { cwd: stack.program, encoding: "utf8", env: process.env });
    const { servedSha256 } = await stack.chain();
    expect(report).toMatch(/answers 200/);
    expect(report).toMatch(/visitor → edge .*trusted/);
    expect(report).toMatch(new RegExp(`edge → origin .*CN=${domain}.*SHA-256 ${servedSha256.slice(0, 16)}.*ssl full`));
    expect(tlsup(process.env.TLSUP_LOCAL_DIR ?? "", "check", url)).toMatch(/every hop holds/);
  });

  test("has nothing left to change, which takes no connection to the host, and nothing that drifted", async () => {
    const { address } = await stack.outputs();
    const before = connectionsTo(String(address));
    await stack.expect("up", "--yes", "--skip-preview", "--expect-no-changes");
    expect(connectionsTo(String(address))).toBe(before);
    await stack.expect("refresh", "--yes", "--expect-no-changes");
    expect(await stack.expect("preview", "--expect-no-changes")).not.toMatch(/reloads|restarts|starts/);
  });

  test("shows a change of nginx as a difference of the file, and makes it in place", async () => {
    const before = await stack.outputs();
    await stack.configure({
      site: localSite(domain, { server: { kind: "nginx", maxBodySize: "7m" } }),
      secretEnvironment: { PASSWORD: "canary-of-the-environment" },
    });
    const preview = await stack.expect("preview", "--diff");
    expect(preview).toMatch(/- +client_max_body_size 1m;/);
    expect(preview).toMatch(/\+ +client_max_body_size 7m;/);
    expect(preview).toMatch(/1 to update/);
    expect(preview).toContain("reloads nginx.service (ports 80 and 443): no connection is refused meanwhile");
    expect(preview).not.toMatch(/restarts/);
    expect(preview).not.toMatch(/to (create|delete|replace)/);
    await stack.up();
    expect(await stack.outputs()).toEqual(before);
    expect(onHost(String(before.address), "nginx -T 2>/dev/null")).toContain("client_max_body_size 7m;");
  });

  test("shows a change of the application's environment likewise, and leaves the droplet alone", async () => {
    const { address } = await stack.outputs();
    await stack.configure({
      site: localSite(domain, { server: { kind: "nginx", maxBodySize: "7m" }, application: { kind: "demo", environment: { GREETING: "Good morning" } } }),
      secretEnvironment: { PASSWORD: "canary-of-the-environment" },
    });
    const preview = await stack.expect("preview", "--diff");
    expect(preview).toMatch(/\+ .*GREETING=.*Good morning/);
    expect(preview).not.toMatch(/Droplet.*(update|replace)/);
    expect(preview).toMatch(/restarts tlsup-site\.site\.tlsup\.service \(port \d+\): visitors may get errors until it answers/);
    await stack.up();
    expect((await stack.outputs()).address).toBe(address);
    expect(JSON.parse((await visit(url, status())).body)).toMatchObject({ greeting: "Good morning" });
  });

  test("tells what another server would do, and what of the environment nobody may read stays untold", async () => {
    await stack.configure({
      site: localSite(domain, { server: { kind: "caddy" }, application: { kind: "demo", environment: { GREETING: "Good morning" } } }),
      secretEnvironment: { PASSWORD: "another-canary" },
    });
    const preview = await stack.expect("preview");
    expect(preview).toMatch(/installs .*caddy.*, before anything that serves is touched/);
    expect(preview).toContain("starts caddy.service (ports 80 and 443) in place of nginx.service: visitors may get errors until it answers");
    expect(preview).not.toContain("another-canary");
  });

  test("tells what another region, another service and another setting of the zone would do", async () => {
    const host = { provider: "digitalocean", region: "ams3", size: "s-1vcpu-1gb" } as const;
    const proxy = { provider: "cloudflare", ssl: "full", minTlsVersion: "1.3" } as const;
    await stack.configure({
      site: localSite(domain, { host, proxy, services: [{ kind: "postfix" }] }),
      secretEnvironment: { PASSWORD: "canary-of-the-environment" },
    });
    const preview = await stack.expect("preview");
    expect(preview).toContain("replaces the machine, as its region becomes ams3: it serves until the new one is proven, and is deleted then");
    expect(preview).toContain("opens ports 25, 465 and 587 to everyone, by the host's firewall");
    expect(preview).toContain("sets min_tls_version of the whole zone site.test from 1.2 to 1.3: no other proxied name is there");
  });

  test("keeps its name on the host: a preview refuses a stack that was renamed, and has nothing to change once it has its name back", async () => {
    await stack.configure({ site: localSite(domain), secretEnvironment: { PASSWORD: "canary-of-the-environment" } });
    await stack.up();
    const renamed = await stack.rename("renamed");
    const { code, output } = await renamed.run("preview");
    await renamed.rename("site");
    expect({ code, output }).toMatchObject({ code: 1, output: expect.stringContaining(`"site.site.tlsup" as long as the machine serves ${domain}`) as string });
    await stack.expect("preview", "--expect-no-changes");
  });

  test("keeps its secrets out of state, output and what others on the host can read", async () => {
    const { address } = await stack.outputs();
    const key = onHost(String(address), `cat /opt/tlsup/${domain}/current/tls/privkey.pem`).split("\n")[3] ?? "";
    expect(key).toHaveLength(64);
    const folder = join(status().directory, "log");
    const logs = readdirSync(folder);
    expect(logs).toContain("daemon.log");
    const seen = [
      ["state", await stack.state()],
      ["diff of a preview", await stack.expect("preview", "--diff", "--refresh")],
      ["the daemon's log", logs.map((file) => readFileSync(join(folder, file), "utf8")).join("")],
      [
        "world-readable files",
        onHost(String(address), `find / -xdev -type f -perm -004 -newermt '-1 hour' -exec grep -lFe '${key}' -e canary-of-the-environment {} + || true`),
      ],
      ["the host's journal and processes", onHost(String(address), "journalctl --no-pager; cat /proc/[0-9]*/cmdline | tr '\\0' ' '")],
    ] as const;
    for (const [where, text] of seen) {
      expect({ where, holds: text.includes(key) || text.includes("canary-of-the-environment") || /PRIVATE KEY/.test(text) }).toEqual({ where, holds: false });
    }
  });

  test("answers as the edge's mode says: 526 for strict, a loop for flexible, 200 for full", async () => {
    const answer = async (): Promise<number> => (await visit(url, status())).status;
    const mode = async (ssl: "strict" | "flexible", accept: SiteConfig["accept"] = []): Promise<void> =>
      stack.configure({ site: localSite(domain, { proxy: { provider: "cloudflare", ssl }, accept }) });
    await mode("strict");
    expect((await stack.run("preview")).output).toContain("tlsup:site.proxy.ssl: must be full with certificate.source self-signed");
    await mode("strict", ["untrusted-by-edge"]);
    await stack.up();
    expect(await answer()).toBe(526);
    await mode("flexible");
    expect((await stack.run("preview")).output).toContain("tlsup:site.proxy.ssl: must be full or strict while the host redirects to https");
    await mode("flexible", ["redirect-circle"]);
    await stack.up();
    await expect(visit(url, status(), "--location", "--max-redirs", "10")).rejects.toMatchObject({ code: 47 });
    await stack.configure({ site: localSite(domain) });
    await stack.up();
    expect(await answer()).toBe(200);
  }, 240_000);

  test("shows a file that was changed on the host by hand, and puts it back", async () => {
    const { address } = await stack.outputs();
    onHost(String(address), `echo '# by hand' >> /opt/tlsup/${domain}/current/nginx/site.conf`);
    const preview = await stack.expect("preview", "--refresh", "--diff");
    expect(preview).toMatch(/- +# by hand/);
    await stack.up("--refresh");
    expect(onHost(String(address), `cat /opt/tlsup/${domain}/current/nginx/site.conf`)).not.toContain("# by hand");
    await stack.expect("preview", "--refresh", "--expect-no-changes");
  });

  test("comes back on a new droplet when its own was deleted behind Pulumi's back", async () => {
    const { address } = await stack.outputs();
    const response = await fetch(`${process.env.DIGITALOCEAN_API_URL}/v2/droplets`, { headers: { authorization: `Bearer ${process.env.DIGITALOCEAN_TOKEN}` } });
    const { droplets } = (await response.json()) as { droplets: { id: number; networks: { v4: { ip_address: string }[] } }[] };
    const droplet = droplets.find(({ networks }) => networks.v4.some(({ ip_address }) => ip_address === address));
    await fetch(`${process.env.DIGITALOCEAN_API_URL}/v2/droplets/${droplet?.id}`, {
      method: "DELETE",
      headers: { authorization: `Bearer ${process.env.DIGITALOCEAN_TOKEN}` },
    });
    await stack.up("--refresh");
    expect((await visit(url, status())).status).toBe(200);
  }, 240_000);

  test("leaves no container and no record when it is destroyed", async () => {
    const { address } = await stack.outputs();
    const container = containerAt(String(address));
    await stack.expect("destroy", "--yes", "--skip-preview");
    expect(containers()).not.toContain(container);
    const records = await cloudflare().dns.records.list({ zone_id: zone });
    expect(records.result).toEqual([]);
  });
});
