import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createSecureContext } from "node:tls";
import { meanwhile } from "../../localcloud/stage/execution/meanwhile";
import { answerAt } from "../../localcloud/stage/execution/visitors";
import { Droplet, type KeyedDestination } from "../support/droplets";
import { repositoryProgram, Stack, type Run } from "../support/program";
import { told } from "../support/visits";

const limit = 300_000;
const names = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"] as const;
type Name = (typeof names)[number];
const domainOf = (name: string): string => `${name}.shared-host.test`;

const program = (name: string, destination: KeyedDestination, keyFile: string, server: object): string => `import { readFileSync } from "node:fs";
import { HttpsServer, SelfSignedCertificate } from "tlsup";

const domain = "${domainOf(name)}";
const certificate = new SelfSignedCertificate("site", { dnsNames: [domain], keyType: "ecdsa-p256" });
new HttpsServer("site", {
  domain,
  access: { ...${JSON.stringify({ ...destination, privateKey: undefined, machine: "shared" })}, privateKey: readFileSync("${keyFile}", "utf8") },
  certificate,
  server: ${JSON.stringify({ kind: "nginx", ...server })},
  application: { kind: "static", directory: "public" },
  edgeRanges: [],
});
export const { leaf } = certificate;
`;

/** It passes nginx's own check, and not the proof. */
const broken = { healthPath: "/broken", snippet: "location = /broken { return 500; }" };

/** Names, modes, owners and contents of all that is not the whole host's own. */
const listing =
  "cd / && find etc opt/tlsup ! -path opt/tlsup/.lock -printf '%p %y %m %U:%G %l\\n' | sort && " +
  "find etc opt/tlsup ! -path opt/tlsup/.lock -type f -exec sha256sum {} + | sort -k 2";

/** Ten sites, each of a stack that knows nothing of the others. */
describe("a host that ten stacks share", () => {
  let droplet: Droplet;
  let stacks: Readonly<Record<Name, Stack>>;
  let certificates: Readonly<Record<Name, string>>;

  async function write(name: Name, text: string, server = {}): Promise<void> {
    const { program: folder } = stacks[name];
    rmSync(join(folder, "index.ts"));
    writeFileSync(join(folder, "index.ts"), program(name, await droplet.destination(), droplet.keyFile, server));
    mkdirSync(join(folder, "public"), { recursive: true });
    writeFileSync(join(folder, "public", "index.html"), `${name}: ${text}\n`);
  }
  const each = <T>(some: readonly Name[], action: (name: Name) => Promise<T>): Promise<T[]> => Promise.all(some.map(action));

  beforeAll(async () => {
    const made = await Promise.all([
      Droplet.create("shared-host"),
      ...names.map(async (name) => [name, await Stack.create(name, repositoryProgram())] as const),
    ]);
    const [machine, ...others] = made;
    droplet = machine;
    stacks = Object.fromEntries(others) as Record<Name, Stack>;
    await droplet.run("cloud-init status --wait > /dev/null");
  }, limit);
  afterAll(async () => {
    await each(names, (name) => stacks[name].dispose());
    await droplet.remove();
  }, limit);

  /** What each site serves. */
  async function served(): Promise<string[]> {
    const asked = names.map((name) => `curl -sk --resolve ${domainOf(name)}:443:127.0.0.1 https://${domainOf(name)}/`);
    return (await droplet.run(asked.join("\n"))).split("\n");
  }
  /** What visitors of some sites get while `action` runs, one every 50 ms. */
  async function visited(some: readonly Name[], action: () => Promise<unknown>): Promise<string[]> {
    const seen = new Set<string>();
    let turn = 0;
    const visit = async (): Promise<void> => {
      const name = some[(turn += 1) % some.length] ?? "one";
      seen.add(`${name} ${told(await answerAt(droplet.address, domainOf(name), createSecureContext({ ca: certificates[name] }), false))}`);
    };
    await meanwhile(50, visit, action);
    return [...seen].sort();
  }
  const fine = (some: readonly Name[]): string[] => some.map((name) => `${name} 200`).sort();

  test(
    "has all of them, made at the same moment",
    async () => {
      await each(names, (name) => write(name, "first"));
      await each(names, (name) => stacks[name].up());
      expect(await served()).toEqual(names.map((name) => `${name}: first`));
      const leaves = await each(names, async (name) => [name, String((await stacks[name].outputs()).leaf)]);
      certificates = Object.fromEntries(leaves) as Record<Name, string>;
    },
    limit,
  );

  test(
    "proves each of four changes alone: one is rolled back, and the nine others serve all the while",
    async () => {
      const changed = ["one", "two", "three", "four"] as const;
      await each(changed, (name) => write(name, "second", name === "two" ? broken : {}));
      let runs: Run[] = [];
      const seen = await visited(names, async () => {
        runs = await each(changed, (name) => stacks[name].run("up", "--yes", "--skip-preview"));
      });
      expect(runs.map(({ code }) => code === 0)).toEqual([true, false, true, true]);
      expect(runs[1]?.output).toMatch(/Cannot activate the release of two\.shared-host\.test[^]*rolled back/);
      expect(await served()).toEqual(names.map((name) => `${name}: ${["one", "three", "four"].includes(name) ? "second" : "first"}`));
      expect(seen).toEqual(fine(names));
    },
    limit,
  );

  test(
    "loses three of them at the same moment, and nothing else",
    async () => {
      const gone = ["two", "three", "ten"] as const;
      const rest = names.filter((name) => !gone.some((each) => each === name));
      const isOf = (line: string): boolean => gone.some((name) => line.includes(domainOf(name)) || line.includes(`site.${name}.`));
      const before = (await droplet.run(listing)).split("\n");
      expect(await visited(rest, () => each(gone, (name) => stacks[name].expect("destroy", "--yes", "--skip-preview")))).toEqual(fine(rest));
      expect((await droplet.run(listing)).split("\n")).toEqual(before.filter((line) => !isOf(line)));
    },
    limit,
  );
});
