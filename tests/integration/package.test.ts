import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../support/environment";
import { makeZone, status, visit } from "../support/local-cloud";
import { Stack } from "../support/program";

const domain = "packed.package.test";

const program = `import { HttpsSite } from "tlsup";

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

/** What a user of the published package does: an empty program in another folder. */
describe("the packed package in an empty TypeScript program", () => {
  const folder = mkdtempSync(join(tmpdir(), "tlsup-package-"));
  let stack: Stack;

  beforeAll(async () => {
    const [packed] = JSON.parse(execFileSync("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", folder], { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] })) as [{ filename: string }];
    writeFileSync(join(folder, "Pulumi.yaml"), "name: mine\nruntime: nodejs\n");
    writeFileSync(join(folder, "package.json"), '{ "name": "mine", "private": true, "main": "index.ts" }\n');
    writeFileSync(join(folder, "tsconfig.json"), '{ "compilerOptions": { "strict": true, "target": "es2022", "module": "node16", "moduleResolution": "node16", "noEmit": true }, "files": ["index.ts"] }\n');
    writeFileSync(join(folder, "index.ts"), program);
    execFileSync("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", join(folder, packed.filename), "typescript@6", "ts-node@10"], { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
    await makeZone("package.test");
    stack = await Stack.create("packed", folder);
  }, 300_000);

  afterAll(() => stack.dispose(), 120_000);

  test("type-checks", () => {
    execFileSync(join(folder, "node_modules", ".bin", "tsc"), ["-p", "."], { cwd: folder, stdio: "inherit" });
  }, 60_000);

  test("ships neither sources nor tests", () => {
    expect(readdirSync(join(folder, "node_modules", "tlsup")).sort()).toEqual(["LICENSE", "README.md", "bin", "dist", "package.json"]);
  });

  test("deploys to the same local cloud by a plain `pulumi up`, and has nothing to change afterwards", async () => {
    await stack.up();
    expect(JSON.parse((await visit(`https://${domain}/`, status())).body)).toMatchObject({ greeting: "Hello from a program of its own" });
    await stack.expect("up", "--yes", "--skip-preview", "--expect-no-changes");
    await stack.expect("refresh", "--yes", "--expect-no-changes");
  }, 240_000);
});
