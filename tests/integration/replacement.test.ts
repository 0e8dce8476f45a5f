import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CertificateSource } from "../../components/certificate/sources";
import type { HostSecrets } from "../../components/host/common/host-secrets";
import type { SiteConfig } from "../../components/site/site-config";
import { meanwhile } from "../../localcloud/stage/execution/meanwhile";
import { Droplet } from "../support/droplets";
import { earlierVps } from "../support/earlier-vps";
import { makeZone, status } from "../support/local-cloud";
import { greeted } from "../support/mail-greeting";
import { Outsider } from "../support/outsider";
import { localSite, programNamed, repositoryProgram, Stack, type Run } from "../support/program";
import { PythonApplication } from "../support/python-application";
import { inTurn } from "../support/turns";
import { vendors } from "../support/vendors";
import { watchVisits } from "../support/visits";

/** Each case has a zone of its own, as its settings are those of the whole zone. */
const zoneOf = (name: string): string => `${name}-replaced.test`;
const limit = 900_000;
/** A visit every 50 ms. */
const interval = 50;

const { host } = vendors.digitalocean;
const kept = (vendor: keyof typeof vendors) => ({ ...vendors[vendor].host, reservedIp: true });
const [reserved, floating, moved] = [kept("digitalocean"), kept("hetzner"), kept("linode")];
const certbot = (): CertificateSource => ({
  source: "certbot",
  challenge: "http-01",
  directory: status().acme.directoryForHosts,
  root: { file: status().roots.acme },
});

/** The settings of a site, which may have a program of its own. */
type Changes = (python: PythonApplication) => Partial<SiteConfig>;
const alone: readonly [string, Changes] = [
  "that gunicorn serves alone, with a reserved address",
  (python) => ({ host: reserved, server: { kind: "gunicorn" }, application: python.settings("1.0") }),
];

/** Machines that are replaced while visitors come through the edge, and somebody else tries to come past it. */
describe("a machine that is replaced", () => {
  let outsider: Outsider;

  beforeAll(async () => {
    outsider = await Outsider.boot("outsider");
  });
  afterAll(() => outsider.remove());

  const urnOf = async (stack: Stack, type: string): Promise<string> => (await stack.resources(type))[0]?.urn ?? "";
  const machinesOf = async (stack: Stack) => (await Promise.all(Object.values(vendors).map(({ machine }) => stack.resources(machine)))).flat();
  /** Its id, by which a setting allows that its data goes with it. */
  const machineOf = async (stack: Stack): Promise<string> => (await machinesOf(stack)).at(-1)?.id ?? "";
  const replace = async (stack: Stack): Promise<Run> => stack.run("up", "--yes", "--skip-preview", "--replace", (await machinesOf(stack)).at(-1)?.urn ?? "");

  /** Runs `action` while visitors come and the outsider tries; the former are all served, the latter is never let in. */
  async function undisturbed(name: string, machines: number, action: () => Promise<unknown>): Promise<void> {
    let answers: ReadonlyMap<number | string, number> | undefined;
    const probes = await outsider.watch(`${name}-`, async () => {
      answers = await watchVisits(`www.${zoneOf(name)}`, status(), interval, action);
    });
    expect({ answers: [...(answers?.keys() ?? [])], reached: probes.reached }).toEqual({ answers: [200], reached: [] });
    expect(probes.addresses.size).toBe(machines);
    expect(probes.tries).toBeGreaterThan(100);
  }

  /** What is left of a site in the accounts: machines, firewalls and the like, by name. */
  async function leftOf(name: string): Promise<string[]> {
    const names = (await Promise.all(Object.values(vendors).map((vendor) => vendor.names()))).flat();
    return names.filter((each) => each.split(" ")[1]?.startsWith(`${name}-`));
  }

  async function withStack(
    name: string,
    changes: Changes,
    use: (stack: Stack, configure: (more: Partial<SiteConfig>, hostSecrets?: HostSecrets) => Promise<void>, python: PythonApplication) => Promise<void>,
  ): Promise<void> {
    await makeZone(zoneOf(name));
    const python = new PythonApplication();
    const settings = changes(python);
    const stack = await Stack.create(name, programNamed(name));
    const configure = (more: Partial<SiteConfig>, hostSecrets?: HostSecrets): Promise<void> =>
      stack.configure({
        site: { ...localSite(`www.${zoneOf(name)}`, { ...settings, ...more }) },
        secretEnvironment: { PASSWORD: "secret" },
        ...(hostSecrets && { hostSecrets }),
      });
    try {
      await configure({});
      await stack.up();
      await use(stack, configure, python);
    } finally {
      await stack.dispose();
      python.remove();
    }
    expect(await leftOf(name)).toEqual([]);
  }

  // Two cases at a time: much of each is waiting, for machines that boot and for visitors that are on their way to one that goes.
  test.concurrent.each(
    inTurn<[string, string, Changes]>([
      ["own", "with an address of its own", () => ({ host })],
      ["kept", "with a reserved address", () => ({ host: reserved })],
      ["gunicorn", ...alone],
      ["proven", "whose certificate certbot obtains by http-01, with an address of its own", () => ({ host, certificate: certbot() })],
      [
        "both",
        "whose certificate certbot obtains by http-01, with a reserved address, in strict mode",
        () => ({ host: reserved, certificate: certbot(), proxy: { provider: "cloudflare", ssl: "strict", alwaysUseHttps: false } }),
      ],
      ["server", "at Hetzner, with an address of its own", () => ({ host: vendors.hetzner.host })],
      ["floating", "at Hetzner, with a floating IP", () => ({ host: floating })],
      ["linode", "at Linode, with a reserved address", () => ({ host: moved })],
    ]),
  )(
    "%s: one %s: no visit fails, and nobody comes past the edge",
    async (name, _what, changes) => {
      await withStack(name, changes, async (stack, configure) => {
        const [machine, { servedSha256 }, present] = [await machineOf(stack), await stack.chain(), await leftOf(name)];
        await configure({ leaveDataOn: machine });
        await undisturbed(name, 2, async () => expect(await replace(stack)).toMatchObject({ code: 0 }));
        expect(await machineOf(stack)).not.toBe(machine);
        // A certificate that is there is taken along: none is asked for again.
        expect((await stack.chain()).servedSha256).toBe(servedSha256);
        expect(await leftOf(name)).toHaveLength(present.length);
        await stack.expect("preview", "--refresh", "--expect-no-changes");
      });
    },
    limit,
  );

  test.concurrent.each(
    inTurn<[string, string, Changes]>([
      ["refused", "behind nginx, with an address of its own", (python) => ({ host, application: python.settings("1.0") })],
      ["lone", ...alone],
    ]),
  )(
    "%s: one %s, and a push to the new one that fails: the old one serves until the next run, which leaves nothing behind",
    async (name, _what, changes) => {
      await withStack(name, changes, async (stack, configure, python) => {
        const leaveDataOn = await machineOf(stack);
        await undisturbed(name, 2, async () => {
          await configure({ leaveDataOn, application: python.settings("1.0", "raise RuntimeError('broken')\n") });
          const { code, output } = await replace(stack);
          expect(code).not.toBe(0);
          expect(output).toMatch(/Cannot activate the release/);
          await configure({ leaveDataOn, application: python.settings("1.0", "# mended\n") });
          await stack.up();
        });
        expect(await leftOf(name)).toHaveLength(3);
      });
    },
    limit,
  );

  test.concurrent(
    "with services, in another region, where it gets another reserved address: not before a setting gives its mail up, and then no visit and no mail fails",
    async () => {
      const name = "mail";
      const services = [{ kind: "postfix", serverName: `smtp.${zoneOf(name)}` }] as const;
      await withStack(
        name,
        () => ({ host: reserved, services }),
        async (stack, configure) => {
          const { address } = await stack.outputs();
          const failures: string[] = [];
          const cloud = status();
          const greet = (): Promise<void> => greeted(`smtp.${zoneOf(name)}`, cloud).catch((error: unknown) => void failures.push(String(error)));
          const [elsewhere, leaveDataOn] = [{ ...reserved, region: "ams3" }, await machineOf(stack)];
          await configure({ host: elsewhere });
          expect((await stack.run("preview")).output).toContain(`must be "${leaveDataOn}" for that machine to be replaced`);
          await configure({ host: elsewhere, leaveDataOn });
          expect((await stack.run("preview")).output).toContain(`leaves /var/mail (mail that was delivered) on the machine ${leaveDataOn},`);
          await undisturbed(name, 2, () => meanwhile(200, greet, () => stack.up()));
          expect(failures).toEqual([]);
          expect((await stack.outputs()).address).not.toBe(address);
        },
      );
    },
    limit,
  );

  test.concurrent(
    "moved: from vendor to vendor, larger and small again, to another architecture, and to a machine that is there: no visit fails, and none comes past it",
    async () => {
      const name = "moved";
      const owned = await Droplet.create("owned");
      await withStack(
        name,
        () => ({ host: reserved }),
        async (stack, configure) => {
          const stay = async (vendor: (typeof vendors)["hetzner"], there: typeof floating, type: string, former: string, larger: string): Promise<void> => {
            await configure({ host: there });
            await undisturbed(name, 2, () => stack.up());
            expect((await machinesOf(stack)).map(({ urn }) => urn)).toEqual([expect.stringContaining(vendor.machine)]);
            for (const size of [larger, former]) {
              await configure({ host: { ...there, size } });
              await stack.up();
              await stack.expect("preview", "--refresh", "--expect-no-changes");
              expect((await machinesOf(stack))[0]?.outputs).toMatchObject({ [type]: size, status: "running" });
            }
          };
          await stay(vendors.hetzner, floating, "serverType", "cx23", "cx33");
          await configure({ host: { ...floating, size: "cax11" } });
          expect((await stack.run("preview")).output).toContain("replaces the machine, as its size becomes cax11");
          await undisturbed(name, 2, () => stack.up());
          await stay(vendors.linode, moved, "type", "g6-nanode-1", "g6-standard-1");
          await configure({ host: { provider: "existing", address: owned.address } }, { privateKey: readFileSync(owned.keyFile, "utf8") });
          await undisturbed(name, 1, () => stack.up());
          expect(await machinesOf(stack)).toEqual([]);
        },
      );
      await owned.remove();
    },
    limit,
  );

  test.concurrent(
    "of a stack whose firewall names its droplet, as it was made before: the tag comes without a gap, and without another machine",
    async () => {
      const name = "named";
      const folder = repositoryProgram();
      const write = (program: string): void => {
        rmSync(join(folder, "index.ts"), { force: true });
        writeFileSync(join(folder, "index.ts"), program);
      };
      write(earlierVps(name));
      const stack = await Stack.create(name, folder);
      try {
        await stack.up();
        const machine = await machineOf(stack);
        write(
          `import { Vps } from "tlsup";\nnew Vps("${name}", { provider: "digitalocean", region: "fra1", size: "s-1vcpu-1gb", web: { from: "nobody" } });\n`,
        );
        const migrated = await outsider.watch(`${name}-`, () => stack.up());
        expect([migrated.reached, migrated.addresses.size, await machineOf(stack)]).toEqual([[], 1, machine]);
        expect(await leftOf(name)).toHaveLength(3);
        for (const type of ["firewall:Firewall", "tag:Tag"]) {
          const urn = await urnOf(stack, `digitalocean:index/${type}`);
          const { reached } = await outsider.watch(`${name}-`, () => stack.up("--replace", urn));
          expect([type, reached, (await leftOf(name)).length]).toEqual([type, [], 3]);
        }
      } finally {
        await stack.dispose();
      }
      expect(await leftOf(name)).toEqual([]);
    },
    limit,
  );
});
