import { execFileSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import type { SiteConfig } from "../../components/site/site-config";
import { check } from "../support/check";
import { userKey } from "../support/components/values";
import { cloudflare, containerAt, makeZone, onHost, status, visit, type Status } from "../support/local-cloud";
import { localSite, programNamed, Stack } from "../support/program";
import { vendors } from "../support/vendors";
import { watchVisits } from "../support/visits";

const name = "fleet";
const zone = "fleet.test";
const domain = `blog.${zone}`;
const limit = 300_000;

const [droplet, server] = [vendors.digitalocean.host, vendors.hetzner.host];
const all = { blue: server, green: droplet, red: droplet } as const;

/** A site on several hosts at two vendors, while a visitor comes every 50 ms through the edge. */
describe("a site on several hosts", () => {
  let stack: Stack;
  let zoneId: string;
  let cloud: Status;

  beforeAll(async () => {
    cloud = status();
    zoneId = await makeZone(zone);
    stack = await Stack.create(name, programNamed(name));
    await configure({ otherHosts: { blue: all.blue } });
    await stack.up();
  }, limit);
  afterAll(async () => {
    await stack.dispose();
    const left = (await Promise.all(Object.values(vendors).map((vendor) => vendor.names()))).flat();
    expect([left.filter((each) => each.split(" ")[1]?.startsWith(`${name}-`)), await records()]).toEqual([[], []]);
  }, limit);

  /** What the servers tell browsers of HSTS: another time is another release, for which nothing is restarted. */
  let maxAge = 300;
  const configure = (changes: Partial<SiteConfig>): Promise<void> =>
    stack.configure({ site: localSite(domain, { server: { kind: "nginx", hsts: { maxAge } }, ...changes }) });
  const addresses = async (): Promise<Record<string, string>> => {
    const { address, otherHosts = [] } = await stack.chain();
    return { first: address, ...Object.fromEntries(otherHosts.map((each) => [each.host, each.address])) };
  };
  const records = async (): Promise<string[]> => {
    const found = [];
    for await (const { name: of, content, proxied } of cloudflare().dns.records.list({ zone_id: zoneId }))
      if (of === domain && proxied === true) found.push(content);
    return found.map(String).sort();
  };
  const recorded = async (): Promise<void> => expect(await records()).toEqual(Object.values(await addresses()).sort());
  const servedAt = (address: string): string =>
    onHost(address, `curl -ski --resolve ${domain}:443:127.0.0.1 https://${domain}/ | grep -oi "max-age=[0-9]*"`).trim();
  const answers = async (action: () => Promise<unknown>): Promise<Record<string, number>> => Object.fromEntries(await watchVisits(domain, cloud, 50, action));
  const lost = (answered: Record<string, number>): string[] => Object.keys(answered).filter((each) => each !== "200");

  test(
    "has a record, a firewall, the same certificate and a proof on each",
    async () => {
      await recorded();
      const { servedSha256, otherHosts } = await stack.chain();
      expect(otherHosts).toEqual([{ host: "blue", address: expect.any(String), servedSha256, sshPort: 22 }]);
      for (const address of Object.values(await addresses())) expect(servedAt(address)).toBe("max-age=300");
      await stack.expect("preview", "--refresh", "--expect-no-changes");
      expect(await check(name, stack.program, stack.environment)).toEqual({ code: 0, findings: [] });
    },
    limit,
  );

  test(
    "is told by the host whose application fails, though the others serve visitors",
    async () => {
      const { blue = "" } = await addresses();
      const file = `/opt/tlsup/${domain}/current/nginx/content.conf`;
      const change = (command: string): string => onHost(blue, `${command}; systemctl reload nginx`);
      change(`sed -i.bak 's|proxy_pass http:[^;]*;|return 502;|' ${file}`);
      const { findings } = await check(name, stack.program, stack.environment);
      change(`mv ${file}.bak ${file}`);
      const problem = `on the host blue, the server at ${blue} itself answered 502`;
      expect(findings).toContainEqual(expect.objectContaining({ code: "bad-status", hop: "origin", problem }));
    },
    limit,
  );

  test(
    "gets other login keys, by a run that breaks off and one that ends it: the machines stay, and so does what others let in",
    async () => {
      const { first = "", blue = "" } = await addresses();
      const letIn = (address: string): string[] => onHost(address, "cat /root/.ssh/authorized_keys").trim().split("\n");
      const loginKeys = async (): Promise<string[]> => {
        const found = await stack.resources("tlsup:index:LoginKey");
        return [name, `${name}-blue`].map((host) => String(found.find(({ urn }) => urn.endsWith(`::${host}-login-key`))?.outputs?.loginKey));
      };
      const machines = async () =>
        (await Promise.all([droplet, server].map(({ provider }) => stack.resources(vendors[provider].machine)))).flat().map(({ id }) => id);
      const rotate = ["--replace", "**PrivateKey::*-login"];
      const foreign = `${userKey} added by hand`;
      for (const address of [first, blue]) onHost(address, `echo '${foreign}' >> /root/.ssh/authorized_keys`);
      const [made, [ofFirst = "", ofBlue = ""]] = [await machines(), await loginKeys()];
      expect([letIn(first), letIn(blue)]).toEqual([ofFirst, ofBlue].map((key) => [expect.stringContaining(key), foreign]));
      onHost(blue, "echo broken > /etc/nginx/conf.d/broken.conf");
      await configure({ host: { ...droplet, authorizedKeys: [userKey] }, otherHosts: { blue: { ...server, authorizedKeys: [userKey] } } });
      const preview = await stack.expect("preview", ...rotate);
      for (const told of ["changes the key that tlsup logs in with", "lets in as root: anna@laptop"]) expect(preview).toContain(told);
      const answered = await answers(async () => {
        expect((await stack.run("up", "--yes", "--skip-preview", ...rotate)).code).not.toBe(0);
        const [newOfFirst = "", newOfBlue = ""] = await loginKeys();
        expect([letIn(first), letIn(blue)]).toEqual([
          [expect.stringContaining(ofFirst), foreign, `${newOfFirst} #tlsup-login`, `${userKey} #tlsup`],
          [expect.stringContaining(ofBlue), foreign, `${newOfBlue} #tlsup-login`, `${userKey} #tlsup`],
        ]);
        onHost(blue, "rm /etc/nginx/conf.d/broken.conf");
        await configure({ otherHosts: { blue: server } });
        await stack.up();
        expect([letIn(first), letIn(blue)]).toEqual([newOfFirst, newOfBlue].map((key) => [foreign, `${key} #tlsup-login`]));
      });
      expect(lost(answered)).toEqual([]);
      expect(await machines()).toEqual(made);
      await stack.expect("preview", "--refresh", "--expect-no-changes");
    },
    limit,
  );

  test(
    "grows from two to four, and no visitor fails",
    async () => {
      await configure({ otherHosts: all });
      expect(lost(await answers(() => stack.up()))).toEqual([]);
      expect(await records()).toHaveLength(4);
      await recorded();
    },
    limit,
  );

  test(
    "has another machine in the place of one: no visitor fails, and the old one stays for ten seconds after its record leads elsewhere",
    async () => {
      const { red = "" } = await addresses();
      const machine = (await stack.resources(vendors.digitalocean.machine)).find(({ urn }) => urn.endsWith(`::${name}-red`));
      let partedAt = 0;
      let goneAt = 0;
      const look = async (): Promise<void> => {
        partedAt ||= (await records()).includes(red) ? 0 : Date.now();
        goneAt ||= (await vendors.digitalocean.machines()).some(({ address }) => address === red) ? 0 : Date.now();
      };
      const run = async (): Promise<void> => {
        let isDone = false;
        const up = stack.up("--replace", machine?.urn ?? "").finally(() => (isDone = true));
        while (!isDone) await Promise.all([look(), sleep(250)]);
        await up;
      };
      expect(lost(await answers(run))).toEqual([]);
      await look();
      expect(goneAt - partedAt).toBeGreaterThan(9_000);
      await recorded();
    },
    limit,
  );

  test(
    "is not pushed to beyond a host that refuses the release, which goes on serving as the others do",
    async () => {
      const at = await addresses();
      const blue = at.blue ?? "";
      onHost(blue, "echo broken > /etc/nginx/conf.d/broken.conf");
      maxAge = 600;
      await configure({ otherHosts: all });
      let output = "";
      const run = async (): Promise<void> => void ({ output } = await stack.run("up", "--yes", "--skip-preview"));
      expect(lost(await answers(run))).toEqual([]);
      expect(output).toMatch(new RegExp(`${name}-blue[^]*the host's own configuration was broken before`));
      expect([servedAt(at.first ?? ""), servedAt(blue), servedAt(at.red ?? "")]).toEqual(["max-age=600", "max-age=300", "max-age=300"]);
      await recorded();
      onHost(blue, "rm /etc/nginx/conf.d/broken.conf");
      expect(lost(await answers(() => stack.up()))).toEqual([]);
      for (const address of Object.values(at)) expect(servedAt(address)).toBe("max-age=600");
    },
    limit,
  );

  test(
    "loses a host: visitors lose what is on its way there, `tlsup check` names it, and it goes together with the others down to one",
    async () => {
      const { green = "" } = await addresses();
      const dead = await answers(async () => {
        execFileSync("podman", ["kill", "--signal", "KILL", containerAt(green)], { env: { ...process.env, PODMAN_IGNORE_CGROUPSV1_WARNING: "1" } });
        const visits = await Promise.all(Array.from({ length: 8 }, () => visit(`https://${domain}/`, cloud)));
        expect(new Set(visits.map((each) => each.status))).toEqual(new Set([200]));
      });
      expect(lost(dead).reduce((sum, each) => sum + (dead[each] ?? 0), 0)).toBeLessThanOrEqual(2);
      const { findings } = await check(name, stack.program, stack.environment);
      expect(findings.map(({ problem }) => problem)).toEqual([`on the host green, port 22 of ${green}, where everybody may connect to SSH, does not answer`]);
      await configure({});
      expect(lost(await answers(() => stack.up()))).toEqual([]);
      await recorded();
      expect(await records()).toHaveLength(1);
    },
    limit,
  );
});
