import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../support/environment";
import { makeZone, status, visit } from "../support/local-cloud";
import { Stack } from "../support/program";

/** A program whose site has this domain. */
const program = (domain: string): string => `import { HttpsSite } from "tlsup";

const site = new HttpsSite("blog", {
  domain: "${domain}",
  host: { provider: "digitalocean", region: "fra1", size: "s-1vcpu-1gb" },
  proxy: { provider: "cloudflare", ssl: "full" },
  certificate: { source: "self-signed", keyType: "ecdsa-p256" },
  server: { kind: "nginx" },
  application: { kind: "demo", environment: { GREETING: "Hello from a program of its own" } },
});

export const url = site.url;
`;

interface Packed {
  readonly filename: string;
  readonly unpackedSize: number;
  readonly integrity: string;
}

/** What npm makes of a folder with this repository, into another one: the library, the local cloud, and more. */
function pack(repository: string, folder: string): readonly [Packed, Packed] {
  const options = ["--ignore-scripts", "--json", "--pack-destination", folder, "--workspaces", "--include-workspace-root"];
  return JSON.parse(execFileSync("npm", ["pack", ...options], { cwd: repository, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] })) as [Packed, Packed];
}

/** Makes a folder for a TypeScript program of that name. */
function writeProgram(folder: string, name: string, domain: string): void {
  mkdirSync(folder);
  writeFileSync(join(folder, "Pulumi.yaml"), `name: ${name}\nruntime: nodejs\n`);
  writeFileSync(join(folder, "package.json"), `{ "name": "${name}", "private": true, "main": "index.ts" }\n`);
  writeFileSync(
    join(folder, "tsconfig.json"),
    '{ "compilerOptions": { "strict": true, "target": "es2022", "module": "node16", "moduleResolution": "node16", "noEmit": true }, "files": ["index.ts"] }\n',
  );
  writeFileSync(join(folder, "index.ts"), program(domain));
}

/** Brings a program's site up, asks it for its page, and expects that nothing is left to change. */
async function deploy(stackName: string, folder: string, domain: string): Promise<void> {
  const stack = await Stack.create(stackName, folder);
  try {
    await stack.up();
    expect(JSON.parse((await visit(`https://${domain}/`, status())).body)).toMatchObject({ greeting: "Hello from a program of its own" });
    await stack.expect("up", "--yes", "--skip-preview", "--expect-no-changes");
    await stack.expect("refresh", "--yes", "--expect-no-changes");
  } finally {
    await stack.dispose();
  }
}

beforeAll(() => makeZone("package.test"));

/** What a user of the published packages does: an empty program in another folder. */
describe("the packed library in an empty TypeScript program", () => {
  const folder = mkdtempSync(join(tmpdir(), "tlsup-package-"));
  const mine = join(folder, "mine");
  let library: Packed;
  let localCloud: Packed;
  /** The packages that came with the library, and those that another package than the library asks for. */
  let brought: readonly string[];
  let askedByOthers: readonly string[];

  const install = (...args: string[]) =>
    execFileSync("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", ...args], {
      cwd: mine,
      stdio: ["ignore", "ignore", "inherit"],
    });
  const tlsup = (...args: string[]) =>
    spawnSync(join(mine, "node_modules", ".bin", "tlsup"), args, {
      cwd: mine,
      encoding: "utf8",
      env: { ...process.env, TLSUP_LOCAL_DIR: join(folder, "cloud") },
    });

  beforeAll(() => {
    [library, localCloud] = pack(root, folder);
    writeProgram(mine, "mine", "packed.package.test");
    install(join(folder, library.filename));
    const { packages } = JSON.parse(readFileSync(join(mine, "package-lock.json"), "utf8")) as {
      packages: Readonly<Record<string, { dependencies?: object }>>;
    };
    brought = Object.keys(packages).map((path) => path.split("node_modules/").at(-1) ?? "");
    askedByOthers = Object.entries(packages).flatMap(([path, { dependencies = {} }]) => (path === "node_modules/tlsup" ? [] : Object.keys(dependencies)));
    install("--save-dev", "typescript@6", "ts-node@10");
  }, 300_000);

  afterAll(() => rmSync(folder, { recursive: true }));

  test("type-checks", () => {
    execFileSync(join(mine, "node_modules", ".bin", "tsc"), ["-p", "."], { cwd: mine, stdio: "inherit" });
  });

  test("ships neither sources nor tests, in at most 900 kB", () => {
    const installed = join(mine, "node_modules", "tlsup");
    expect(readdirSync(installed).sort()).toEqual(["LICENSE", "README.md", "bin", "dist", "package.json"]);
    expect(readdirSync(installed, { recursive: true, encoding: "utf8" }).filter((file) => /(?<!\.d)\.ts$/.test(file))).toEqual([]);
    expect(library.unpackedSize).toBeLessThanOrEqual(900_000);
  });

  test("has classes with their names, which errors show", () => {
    const named = "Object.entries(require('tlsup')).filter(([, each]) => /^class/.test(each)).map(([name, each]) => [name, each.name])";
    const names = JSON.parse(execFileSync(process.execPath, ["-p", `JSON.stringify(${named})`], { cwd: mine, encoding: "utf8" })) as [string, string][];
    expect(names).toContainEqual(["HttpsSite", "HttpsSite"]);
    expect(names.filter(([exported, own]) => exported !== own)).toEqual([]);
  });

  test("brings nothing that only the local cloud needs, and at most 320 packages, most of them Pulumi's", () => {
    expect(brought).toContain("@pulumi/pulumi");
    expect(onlyLocal().filter((name) => brought.includes(name) && !askedByOthers.includes(name))).toEqual([]);
    expect(brought.length).toBeLessThanOrEqual(320);
  });

  test("says what to install when asked for the local cloud, and has it afterwards", () => {
    expect(tlsup("local", "status")).toMatchObject({ status: 1, stdout: "", stderr: expect.stringContaining("npm install --save-dev tlsup-local") as unknown });
    install("--save-dev", join(folder, localCloud.filename));
    expect(tlsup("local", "status")).toMatchObject({ status: 3, stdout: "", stderr: expect.stringContaining("is not running") as unknown });
  });

  test(
    "deploys to the tests' local cloud by a plain `pulumi up`, and has nothing to change afterwards",
    () => deploy("packed", mine, "packed.package.test"),
    300_000,
  );

  test("installed by pnpm, which hides packages that package.json does not name, deploys as well", async () => {
    const other = join(folder, "other");
    writeProgram(other, "other", "pnpm.package.test");
    const pnpm = (...args: string[]) =>
      execFileSync("npm", ["exec", "--yes", "--prefer-offline", "pnpm@10", "--", ...args], { cwd: other, stdio: ["ignore", "ignore", "inherit"] });
    pnpm("add", "--prefer-offline", join(folder, library.filename), "@pulumi/pulumi");
    pnpm("add", "--prefer-offline", "--save-dev", "typescript@6", "ts-node@10");
    expect(readdirSync(join(other, "node_modules")).filter((name) => !name.startsWith("."))).toEqual(["@pulumi", "tlsup", "ts-node", "typescript"]);
    await deploy("pnpm", other, "pnpm.package.test");
  }, 300_000);
});

/** What `tlsup-local` depends on and `tlsup` does not. */
function onlyLocal(): string[] {
  const [library, localCloud] = [".", "localcloud"].map((name) =>
    Object.keys((JSON.parse(readFileSync(join(root, name, "package.json"), "utf8")) as { dependencies: object }).dependencies),
  );
  return (localCloud ?? []).filter((name) => !library?.includes(name));
}

test("packed from another folder with the same files, the packages have the same bytes", () => {
  const folder = mkdtempSync(join(tmpdir(), "tlsup-package-"));
  try {
    const files = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"], { cwd: root });
    execFileSync(
      "bash",
      ["-c", 'xargs -0 sh -c \'for file; do [ ! -e "$file" ] || printf "%s\\0" "$file"; done\' sh | xargs -0 cp --parents -t "$1"', "bash", folder],
      { cwd: root, input: files },
    );
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    execFileSync("npm", ["run", "--silent", "build"], { cwd: folder, stdio: "inherit" });
    const integrities = (repository: string): string[] => pack(repository, folder).map(({ integrity }) => integrity);
    expect(integrities(folder)).toEqual(integrities(root));
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 300_000);
