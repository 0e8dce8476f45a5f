import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { remove } from "../../../components/release/push/execution/push";
import { planRelease } from "../../../components/deployment/plan";
import { fullChainPath, privateKeyPath, type Release } from "../../../components/release/common/release";
import type { ServerSettings } from "../../../components/server/servers";
import type { ServiceSettings } from "../../../components/service/services";
import { Host, served } from "../../support/hosts";
import { freeze, Injector, kill, type Step } from "../../support/injector";
import { PythonApplication } from "../../support/python-application";
import { inTurn } from "../../support/turns";
import { webRelease, withNewCertificate } from "../../support/web-release";

const domain = "blog.killed.test";
const limit = 1_200_000;
const lineage = "/etc/letsencrypt/live/blog.killed.test";

let host: Host;
let injector: Injector;
const program = new PythonApplication();
const page = mkdtempSync(join(tmpdir(), "tlsup-page-"));

beforeAll(async () => {
  host = await Host.boot("killed");
  injector = await Injector.install(host);
}, limit);
afterAll(async () => {
  program.remove();
  rmSync(page, { recursive: true });
  await host.remove();
}, limit);

/** The same release with its certificate where certbot keeps it, renewed there. */
async function fromLineage(release: Release): Promise<Release> {
  const chain = release.files[fullChainPath] ?? "";
  const key = release.secrets[privateKeyPath] ?? "";
  const write = (text: string, path: string): string => `base64 -d <<< ${Buffer.from(text).toString("base64")} > ${path}`;
  await host.run(
    `mkdir -p ${lineage}; ${write(chain, `${lineage}/fullchain.pem`)}; ${write(key, `${lineage}/privkey.pem`)}; ` +
      `cp ${lineage}/fullchain.pem /usr/local/share/ca-certificates/killed.crt; update-ca-certificates --fresh > /dev/null 2>&1`,
  );
  const less = (record: Readonly<Record<string, string>>, path: string): Record<string, string> =>
    Object.fromEntries(Object.entries(record).filter(([each]) => each !== path));
  return {
    ...release,
    files: less(release.files, fullChainPath),
    secrets: less(release.secrets, privateKeyPath),
    certificate: { source: "lineage", folder: lineage },
  };
}

/** A release of services, alone or beside a server. */
function servicesRelease(services: readonly ServiceSettings[], server?: ServerSettings): Promise<Release> {
  const noAsset = (): never => {
    throw new Error("Services have no files beside their modules");
  };
  const plan = { site: domain, domain, platform: { release: "debian-12" }, services, application: undefined, edgeRanges: [], asset: noAsset } as const;
  return withNewCertificate({ ...planRelease({ ...plan, ...(server && { server }) }), secrets: {}, certificate: { source: "release", sha256: "" } });
}

/** What is pushed, each time with something that differs everywhere. Most steps are tried with the first, so it is one that is pushed fast. */
const variants: Readonly<Record<string, (count: number) => Promise<Release>>> = {
  "a Python program without requirements behind haproxy": (count) => {
    writeFileSync(join(page, "app.py"), `def application(environ, start_response):\n    start_response("200 OK", [])\n    return [b"${String(count)}"]\n`);
    return webRelease(domain, { kind: "haproxy" }, [], { kind: "wsgi", directory: page, callable: "app:application", workers: 1 });
  },
  "a Python program with requirements behind nginx": (count) =>
    webRelease(domain, { kind: "nginx" }, [], program.settings(count % 2 === 0 ? "1.0" : "2.0", `# ${String(count)}\n`), { PASSWORD: String(count) }),
  "files behind caddy": (count) => {
    writeFileSync(join(page, "index.html"), String(count));
    return webRelease(domain, { kind: "caddy" }, [], { kind: "static", directory: page });
  },
  "the demo in gunicorn": (count) => webRelease(domain, { kind: "gunicorn" }, [], { kind: "demo", environment: { GREETING: String(count) } }),
  "an upstream behind apache": (count) => webRelease(domain, { kind: "apache", upstream: "http://127.0.0.1:80", maxBodySize: `${String(count)}m` }),
  "a certificate of certbot's": async (count) =>
    fromLineage(await webRelease(domain, { kind: "nginx" }, [], { kind: "demo", environment: { GREETING: String(count) } })),
  "mail, files and a database": (count) =>
    servicesRelease([
      { kind: "postfix" },
      { kind: "dovecot", startTls: count % 2 === 0 },
      { kind: "vsftpd" },
      { kind: "postgresql", from: [`203.0.113.${String(count % 250)}/32`] },
    ]),
};

/** How often a push asks whether the services are there yet differs from one to the next. */
const isWait = ({ key, occurrence }: Step): boolean =>
  /\$SECONDS|\bsleep\b/.test(key) || (occurrence > 1 && /\b(reload_workers|prove|prove_units)\b/.test(key));

/** What is wrong with the host: the release in force must be there, and its units must run what they did. */
const wrong = `
cd /opt/tlsup/${domain} || exit
[ -f current/.tlsup/services ] || echo "no release is in force: $(readlink current)"
for unit in $(cut -f1 current/.tlsup/services | sort -u); do
  for try in $(seq 100); do systemctl --quiet is-active $unit && continue 2; sleep 0.1; done
  echo "$unit is $(systemctl is-active $unit)"
done
cut -f1 current/.tlsup/links | while read -r link; do [ -e "$link" ] || echo "$link leads nowhere"; done`;

/** The leaf of the release in force, and the one that is served for it. */
const leaves = async (port: number): Promise<readonly [string, string]> => {
  const [inForce = "", seen = ""] = (
    await host.run(
      `leaf() { openssl x509 -outform DER 2> /dev/null | sha256sum | cut -c1-64; }; leaf < /opt/tlsup/${domain}/current/tls/fullchain.pem; ` +
        `openssl s_client -connect 127.0.0.1:${String(port)} -servername ${domain} < /dev/null 2> /dev/null | leaf`,
    )
  ).split("\n");
  return [inForce, seen];
};

/** Steps that a test before has, and kills a push at on one of three days: the host's side is one text for all releases. */
const tried = new Set<string>();

describe.each(Object.entries(variants))("%s, killed at today's steps, of those that no test before has", (_what, release) => {
  test(
    "the release in force stays whole, and the next push has its way",
    async () => {
      let count = 1;
      await host.push(await release(count));
      const steps = (await injector.trace(async () => host.push(await release((count += 1))))).filter((step) => !isWait(step) && !tried.has(step.key));
      const port = (await release(count)).probes.find(({ protocol }) => protocol === "https" || protocol === "tls")?.port ?? 443;
      for (const { key } of steps) tried.add(key);
      for (const step of inTurn(steps)) {
        const next = await release((count += 1));
        await injector.arm(step, kill);
        await host.push(next).catch(() => undefined);
        await injector.disarm();
        await host.run("until [ -z \"$(systemctl list-units --plain --no-legend --state=active,activating 'tlsup-activate*')\" ]; do sleep 0.1; done");
        const [inForce, seen] = await leaves(port);
        expect({ step: step.key, wrong: await host.run(wrong), seen }).toEqual({ step: step.key, wrong: "", seen: inForce });
      }
      await host.push(await release((count += 1)));
      expect(await host.run(`${wrong}; cat /opt/tlsup/${domain}/.pending; systemctl list-units --failed --plain --no-legend 'tlsup*'`)).toBe("");
      await remove(host.destination, { site: domain, domain, aliases: {} });
    },
    limit,
  );
});

/** Has the host lose power at a step of what is done to it, and boots it again. */
async function cutPowerAt(step: Step | undefined, act: () => Promise<unknown>): Promise<void> {
  if (!step) throw new Error("There is no such step");
  await injector.arm(step, freeze);
  const acting = act().catch(() => undefined);
  await injector.reached();
  await host.powerCut();
  await acting;
  await host.powerOn();
  await injector.disarm();
}

test(
  "a host that loses power while its server becomes another one comes up with the one of before, and the other one is as its owner left it",
  async () => {
    const release = (kind: "nginx" | "apache"): Promise<Release> => webRelease(domain, { kind, upstream: "http://127.0.0.1:80" });
    await host.run(
      "export DEBIAN_FRONTEND=noninteractive; apt-get update -q > /dev/null && apt-get install -qy --no-install-recommends nginx apache2 > /dev/null; " +
        "systemctl disable --quiet --now nginx apache2",
    );
    await host.push(await release("nginx"));
    const steps = await injector.trace(async () => host.push(await release("apache")));
    await host.push(await release("nginx"));
    const leaf = await served(host.address, domain);
    await cutPowerAt(
      steps.find(({ key }) => /\bprove\b/.test(key)),
      async () => host.push(await release("apache")),
    );
    expect(await host.run(`${wrong}; systemctl is-enabled nginx apache2; systemctl is-active nginx apache2; true`)).toBe(
      ["enabled", "disabled", "active", "inactive"].join("\n"),
    );
    expect(await served(host.address, domain)).toBe(leaf);
    await remove(host.destination, { site: domain, domain, aliases: {} });
    expect(await host.run("systemctl is-enabled nginx apache2; systemctl is-active nginx apache2; true")).toBe("disabled\ndisabled\ninactive\ninactive");
  },
  limit,
);

test(
  "a removal that was killed at one of today's steps, or lost power, is done by the next one, and the owner's units are as they were",
  async () => {
    await host.run(
      "export DEBIAN_FRONTEND=noninteractive; apt-get update -q > /dev/null && apt-get install -qy --no-install-recommends nginx vsftpd > /dev/null; " +
        "systemctl disable --quiet --now nginx vsftpd; systemctl mask --quiet nginx",
    );
    const look =
      "systemctl is-enabled nginx vsftpd; systemctl is-active nginx vsftpd; sha256sum /etc/vsftpd.conf; find /opt /etc /run -name '*tlsup*' -print; " +
      "ls /etc/nginx/conf.d";
    const before = await host.run(look);
    const release = await servicesRelease([{ kind: "vsftpd" }], { kind: "nginx", upstream: "http://127.0.0.1:80" });
    const gone = (): Promise<void> => remove(host.destination, { site: domain, domain, aliases: {} });
    await host.push(release);
    const steps = await injector.trace(gone);
    expect(await host.run(look)).toBe(before);
    const left = async (step: Step, act: () => Promise<unknown>): Promise<void> => {
      await host.push(release);
      await act();
      await gone();
      expect({ step: step.key, left: await host.run(look) }).toEqual({ step: step.key, left: before });
    };
    for (const step of inTurn(steps))
      await left(step, async () => {
        await injector.arm(step, kill);
        await gone().catch(() => undefined);
        expect({ step: step.key, isReached: await injector.disarm() }).toEqual({ step: step.key, isReached: true });
      });
    const stop = steps.find(({ key }) => / leave settle remove .*systemctl/.test(key))!;
    await left(stop, () => cutPowerAt(stop, gone));
    await host.run("systemctl unmask --quiet nginx");
  },
  limit,
);

test(
  "a host whose push was killed after the swap comes up whole at the next boot",
  async () => {
    const release = variants["a Python program with requirements behind nginx"]!;
    await host.push(await release(1));
    const steps = await injector.trace(async () => host.push(await release(2)));
    const old = await served(host.address, domain);
    await cutPowerAt(
      steps.find(({ key }) => key.includes(" systemctl ") && key.includes("settle")),
      async () => host.push(await release(3)),
    );
    expect(await host.run(`${wrong}; systemctl list-units --failed --plain --no-legend`)).toBe("");
    expect(await served(host.address, domain)).toBe(old);
  },
  limit,
);
