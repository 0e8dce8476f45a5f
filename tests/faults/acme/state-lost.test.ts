import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openWorld, type World } from "../../support/acme/world";
import { repositoryProgram, Stack } from "../../support/program";

const names = ["lost.example.test", "*.lost.example.test"];

/** A certificate whose stack loses its state; what is left are the account's key and what a host serves. */
describe("a state that is lost", () => {
  const folder = repositoryProgram();
  const journals = mkdtempSync(join(tmpdir(), "tlsup-state-"));
  let world: World;
  let stack: Stack;

  const write = (more = ""): void => {
    rmSync(join(folder, "index.ts"));
    writeFileSync(
      join(folder, "index.ts"),
      `import { readFileSync } from "node:fs";
import { AcmeAccount, LetsEncryptCertificate } from "tlsup";

const read = (file: string) => readFileSync(file, "utf8");
const account = new AcmeAccount("ca", { directory: "${world.front.directory}", root: read("root.pem"), privateKey: read("account.pem") });
const names = ${JSON.stringify(names)} as [string, string];
const solver = { challenge: "dns-01", provider: "cloudflare" } as const;
const certificate = new LetsEncryptCertificate("web", { account, names, solver, resolver: "${world.names.dns}"${more} });
export const { url } = account;
export const { fullChain, privateKey } = certificate;
`,
    );
  };
  const outputs = async () =>
    JSON.parse(await stack.expect("stack", "output", "--json", "--show-secrets")) as {
      readonly url: string;
      readonly fullChain: string;
      readonly privateKey: string;
    };
  const begin = async () =>
    Stack.create("lost", folder, { ...process.env, XDG_STATE_HOME: journals, CLOUDFLARE_BASE_URL: world.names.api, CLOUDFLARE_API_TOKEN: world.names.token });

  beforeAll(async () => {
    world = await openWorld();
    writeFileSync(join(folder, "root.pem"), world.pebble.root);
    writeFileSync(join(folder, "account.pem"), world.accountKey, { mode: 0o600 });
    write();
    stack = await begin();
  });
  afterAll(async () => {
    await stack.dispose();
    await world.close();
    rmSync(journals, { recursive: true });
  });

  it("costs no order: the account is found by its key, and the certificate is taken over from what the host serves", async () => {
    await stack.up();
    const before = await outputs();
    writeFileSync(join(folder, "fullchain.pem"), before.fullChain);
    writeFileSync(join(folder, "privkey.pem"), before.privateKey, { mode: 0o600 });
    execFileSync("pulumi", ["stack", "rm", "--force", "--yes", "--stack", stack.name], { cwd: folder, env: stack.environment, stdio: "pipe" });
    stack = await begin();
    world.front.seen.length = 0;
    write(', adopt: { certificate: read("fullchain.pem"), privateKey: read("privkey.pem") }');
    await stack.up();
    expect(await outputs()).toEqual(before);
    expect(world.front.count("/order-plz")).toBe(0);
    write();
    await stack.expect("up", "--yes", "--skip-preview", "--expect-no-changes");
  });
});
