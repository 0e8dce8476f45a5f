import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Agent } from "../../../support/acme/agent";
import { root } from "../../../support/environment";
import { openWorld, type World } from "../../../support/acme/world";

/** Calls `make_key` and tells, in their order, what it synced and renamed. */
const watching = `
import os, sys
sys.path.insert(0, sys.argv[1])
import keys
name = lambda file: os.path.basename(os.readlink(f"/proc/self/fd/{file}") if isinstance(file, int) else file)
def tell(call, words):
    before = getattr(os, call)
    setattr(os, call, lambda *files: (print(words, *map(name, files)), before(*files))[1])
tell("fsync", "sync")
tell("replace", "rename")
keys.make_key(sys.argv[2], "ecdsa-p256")
`;

test("a key is on the disk before it has its name, and so is its name", () => {
  const folder = mkdtempSync(join(tmpdir(), "tlsup-key-"));
  const program = join(root, "components", "certificate", "lineage");
  try {
    const said = execFileSync("python3", ["-B", "-c", watching, program, join(folder, "key.pem")], { encoding: "utf8" });
    expect(said.trim().split("\n")).toEqual(["sync key.pem.new", "rename key.pem.new key.pem", `sync ${folder.split("/").at(-1)}`]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

describe("a key of which a power loss left an empty file", () => {
  let world: World;
  let agent: Agent;
  const empty = (...names: readonly string[]): void => writeFileSync(join(agent.state, ...names), "");

  beforeAll(async () => {
    world = await openWorld();
    world.names.put({ name: "example.test", type: "A", content: "127.0.0.1" });
  });
  afterAll(() => world.close());
  beforeEach(() => {
    world.front.fault = undefined;
    agent = new Agent(world);
  });
  afterEach(() => agent.close());

  test("is made anew with the order that needed it", async () => {
    world.front.fault = ({ path }) => (path.startsWith("/finalize-order/") ? { status: 503, problem: {} } : undefined);
    expect((await agent.run()).code).toBe(1);
    empty("next", "privkey.pem");
    world.front.fault = undefined;
    agent.failedLongAgo();
    expect(await agent.run()).toMatchObject({ code: 0 });
    expect(agent.live.key).toContain("PRIVATE KEY");
  });

  test("is made anew for another account, and what was known of the one before is forgotten", async () => {
    await agent.register();
    empty("account.pem");
    expect(await agent.run()).toMatchObject({ code: 0 });
    expect(existsSync(join(agent.state, "account.json"))).toBe(false);
  });

  test("stays if there is anything in it, as it may be the key of an account that is in use", async () => {
    writeFileSync(join(agent.state, "account.pem"), "half a key");
    expect(await agent.run()).toMatchObject({ code: 1, said: expect.stringContaining("openssl pkey failed") as string });
  });
});
