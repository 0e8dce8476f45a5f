import { spawn, type ChildProcess } from "node:child_process";
import { createPrivateKey } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { accountProvider } from "../../../components/certificate/acme/execution/account-provider";
import { conversation } from "../../../components/certificate/acme/execution/conversation";
import type { LetsEncryptInputs } from "../../../components/certificate/acme/certificate-resource";
import { root } from "../../support/environment";
import { repositoryProgram, Stack } from "../../support/program";
import { openWorld, type World } from "../../support/acme/world";

let world: World;
let state: string;
let account: string;
const running: ChildProcess[] = [];

beforeAll(async () => {
  world = await openWorld();
  account = (
    await accountProvider.create({ directory: world.front.directory, root: world.pebble.root, contact: [], privateKey: world.accountKey, shared: false })
  ).outs.url;
});
afterAll(() => world.close());
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), "tlsup-state-"));
  world.front.seen.length = 0;
});
afterEach(() => {
  for (const child of running.splice(0)) child.kill("SIGKILL");
  rmSync(state, { recursive: true });
});

function create(...names: readonly string[]): { readonly child: ChildProcess; readonly exit: Promise<unknown[]>; output(): string } {
  const child = spawn(process.execPath, ["--require", "ts-node/register/transpile-only", join(root, "tests", "support", "acme", "create.ts")], {
    cwd: root,
    env: { ...process.env, XDG_STATE_HOME: state },
    stdio: ["pipe", "pipe", "pipe"],
  });
  running.push(child);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  const inputs: LetsEncryptInputs = {
    directory: world.front.directory,
    root: world.pebble.root,
    accountUrl: account,
    accountKey: world.accountKey,
    names,
    keyType: "ecdsa-p256",
    solver: { kind: "cloudflare", baseUrl: world.names.api },
    credential: world.names.token,
    resolver: world.names.dns,
    revokeOnDelete: false,
  };
  child.stdin.end(JSON.stringify(inputs));
  return { child, exit: once(child, "exit"), output: () => output };
}

async function untilProofIsPlaced(name: string, child: ChildProcess): Promise<void> {
  while (!world.names.proofs().join().includes(name)) {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode} before it was interrupted`);
    await sleep(10);
  }
}

it.each(["SIGINT", "SIGTERM"] as const)("%s in the middle: the value is removed, the process ends, and the next run goes on with the order", async (signal) => {
  const name = `${signal.toLowerCase()}.example.test`;
  world.names.secondServer = "stale";
  const { child, exit } = create(name);
  await untilProofIsPlaced(name, child);
  child.kill(signal);
  expect(await exit).toEqual([null, signal]);
  expect(world.names.proofs()).toEqual([]);
  world.names.secondServer = "in step";
  const again = create(name);
  expect(await again.exit).toEqual([0, null]);
  expect(world.front.count("/order-plz")).toBe(1);
});

it("SIGINT while the CA is asked when to renew: the certificate, whose key nothing else has, is fetched by the next run", async () => {
  const name = "asking.example.test";
  const isQuestion = (path: string): boolean => path.includes("renewal");
  world.front.fault = ({ path }) => (isQuestion(path) ? { fault: "silence" } : undefined);
  const { child, exit } = create(name);
  while (!world.front.seen.some(({ path }) => isQuestion(path))) {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode} before it was interrupted`);
    await sleep(10);
  }
  child.kill("SIGINT");
  expect(await exit).toEqual([null, "SIGINT"]);
  world.front.fault = undefined;
  const again = create(name);
  expect(await again.exit).toEqual([0, null]);
  expect(again.output()).toContain("BEGIN CERTIFICATE");
  expect([world.front.count("/order-plz"), world.front.count("/finalize-order/")]).toEqual([1, 1]);
  expect(readdirSync(join(state, "tlsup", "acme"))).toEqual([]);
});

it("SIGKILL in the middle: the next run goes on with the order, and removes the value that was left", async () => {
  const name = "killed.example.test";
  world.names.secondServer = "stale";
  const { child, exit } = create(name);
  await untilProofIsPlaced(name, child);
  child.kill("SIGKILL");
  await exit;
  expect(world.names.proofs()).toHaveLength(1);
  const journal = readFileSync(join(state, "tlsup", "acme", readdirSync(join(state, "tlsup", "acme"))[0]!));
  for (const secret of ["PRIVATE KEY", "order", name]) expect(journal.includes(secret)).toBe(false);
  world.names.secondServer = "in step";
  const again = create(name);
  expect(await again.exit).toEqual([0, null]);
  expect(again.output()).toContain("BEGIN CERTIFICATE");
  expect(world.front.count("/order-plz")).toBe(1);
  expect(world.names.proofs()).toEqual([]);
  expect(readdirSync(join(state, "tlsup", "acme"))).toEqual([]);
});

it("SIGKILL when one of two names was proven: both values are removed", async () => {
  const names = ["one.example.test", "two.example.test"];
  const answered = (path: string): boolean => path.startsWith("/chalZ/");
  let authorizations: readonly string[] = [];
  world.front.rewrite = ({ path }, answer) => {
    if (path === "/order-plz") ({ authorizations } = JSON.parse(answer) as { authorizations: readonly string[] });
    return answer;
  };
  world.front.fault = ({ path }) => (answered(path) && path !== world.front.seen.find((seen) => answered(seen.path))?.path ? { fault: "silence" } : undefined);
  const { child, exit } = create(...names);
  const signer = { key: createPrivateKey(world.accountKey), account };
  const states = () =>
    conversation({ directory: world.front.directory, root: world.pebble.root }, ({ transport }) =>
      Promise.all(authorizations.map(async (url) => (await transport.post(signer, url, undefined, { action: "look" })).body)),
    );
  while (!(await states()).some((state) => state.includes('"status": "valid"'))) {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode} before it was interrupted`);
    await sleep(50);
  }
  child.kill("SIGKILL");
  await exit;
  world.front.fault = world.front.rewrite = undefined;
  expect(world.names.proofs()).toHaveLength(2);
  const again = create(...names);
  expect(await again.exit).toEqual([0, null]);
  expect([world.front.count("/order-plz"), world.names.proofs()]).toEqual([1, []]);
});

describe("the engine", () => {
  const folder = repositoryProgram();
  const journals = mkdtempSync(join(tmpdir(), "tlsup-state-"));
  let stack: Stack;
  beforeAll(async () => {
    rmSync(join(folder, "index.ts"));
    writeFileSync(join(folder, "root.pem"), world.pebble.root);
    writeFileSync(
      join(folder, "index.ts"),
      `import { readFileSync } from "node:fs";
import { AcmeAccount, LetsEncryptCertificate } from "tlsup";

const account = new AcmeAccount("ca", { directory: "${world.front.directory}", root: readFileSync("root.pem", "utf8") });
const solver = { challenge: "dns-01", provider: "cloudflare" } as const;
new LetsEncryptCertificate("web", { account, names: ["engine.example.test"], solver, resolver: "${world.names.dns}" });
`,
    );
    stack = await Stack.create("interrupted", folder, {
      ...process.env,
      XDG_STATE_HOME: journals,
      CLOUDFLARE_BASE_URL: world.names.api,
      CLOUDFLARE_API_TOKEN: world.names.token,
    });
  });
  afterAll(async () => {
    await stack.dispose();
    rmSync(journals, { recursive: true });
  });

  it("passes the first Ctrl-C on: the value is removed, the run ends, and the next one goes on with the order", async () => {
    world.names.secondServer = "stale";
    const child = spawn("pulumi", ["up", "--yes", "--skip-preview", "--non-interactive", "--stack", stack.name], {
      cwd: folder,
      env: stack.environment,
      stdio: "ignore",
    });
    running.push(child);
    await untilProofIsPlaced("engine.example.test", child);
    child.kill("SIGINT");
    const [code] = (await once(child, "exit")) as [number];
    expect(code).not.toBe(0);
    expect(world.names.proofs()).toEqual([]);
    world.names.secondServer = "in step";
    await stack.up();
    expect(world.front.count("/order-plz")).toBe(1);
  });
});
