import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type Cloudflare from "cloudflare";
import { stackOutputs } from "../../cli/pulumi";
import { ensureStack } from "../../localcloud/cli/stack";
import { openInstance } from "../../localcloud/daemon/slot";
import { createDroplet, dig, local, onDroplet, statusOf, succeed, traces } from "../support/cloud-life";
import { shellEnvironment } from "../support/environment";
import { cloudflare as officialClient } from "../support/local-cloud";

// The life of a local cloud, by the commands that its user has, in folders of its own.

/** Prints when the droplet's init started, in clock ticks: proc(5), field 22. */
const bootTime = "cut -d' ' -f22 /proc/1/stat";

let one: string;
let other: string;
let keys: string;

beforeAll(() => {
  // A name that a shell and a URL would both read differently unless it is quoted.
  one = realpathSync(mkdtempSync(join(tmpdir(), "tlsup's life 100%-")));
  other = realpathSync(mkdtempSync(join(tmpdir(), "tlsup-life-")));
  keys = mkdtempSync(join(tmpdir(), "tlsup-keys-"));
});

afterAll(async () => {
  for (const directory of [one, other]) {
    await local(directory, "reset");
    rmSync(directory, { recursive: true, force: true });
  }
  rmSync(keys, { recursive: true });
});

describe("before the first up", () => {
  test("status and env say what to run, and exit with 3", async () => {
    for (const command of ["status", "env"]) {
      expect(await local(one, command)).toMatchObject({ code: 3, stdout: "", stderr: expect.stringContaining("tlsup local up") as unknown });
    }
  });
});

describe("a local cloud that is up", () => {
  let cloudflare: Cloudflare;
  let zone: string;
  let address: string;
  const key = (): string => join(keys, "id_ed25519");

  beforeAll(async () => {
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key()]);
    await succeed(one, "up");
    address = await createDroplet(one, key());
    await onDroplet(address, key(), "echo kept > /root/note");
    const environment = shellEnvironment(one);
    cloudflare = officialClient(environment);
    zone = (await cloudflare.zones.list()).result[0]!.id;
  });

  test("says that it was up already when it is asked for again, and goes on as the same process", async () => {
    const { pid } = await statusOf(one);
    expect(await succeed(one, "up")).toContain("was up already");
    expect((await statusOf(one)).pid).toBe(pid);
  });

  test("keeps its secrets from other users of the machine", async () => {
    const environment = shellEnvironment(one);
    for (const file of [join(one, "tokens.json"), environment["PULUMI_CONFIG_PASSPHRASE_FILE"]!, join(one, "pki", "edge", "root.key")]) {
      expect(execFileSync("stat", ["--format", "%a", file], { encoding: "utf8" }).trim()).toBe("600");
    }
    expect(execFileSync("stat", ["--format", "%a", one], { encoding: "utf8" }).trim()).toBe("700");
  });

  test("has acknowledged nothing that a kill -9 loses", async () => {
    await cloudflare.dns.records.create({ zone_id: zone, type: "A", name: "kept.example.test", content: "198.51.100.9", ttl: 60 });
    const booted = await onDroplet(address, key(), bootTime);
    process.kill((await statusOf(one)).pid, "SIGKILL");
    expect((await local(one, "status")).code).toBe(3);
    await succeed(one, "up");
    expect(await onDroplet(address, key(), bootTime)).toBe(booted);
    expect(dig(await statusOf(one), "kept.example.test")).toBe("198.51.100.9");
  });

  test("comes back with its droplets, roots, tokens and records after down and up", async () => {
    const before = await statusOf(one);
    const environment = shellEnvironment(one);
    const root = readFileSync(before.roots.edge, "utf8");
    await succeed(one, "down");
    expect((await local(one, "status")).code).toBe(3);
    expect(await succeed(one, "down")).toContain("was down already");
    expect(execFileSync("podman", ["ps", "--format", "{{.Names}}"], { encoding: "utf8" })).not.toContain(openInstance(one)!.id);
    await succeed(one, "up");
    const after = await statusOf(one);
    expect({ ...after, pid: before.pid }).toEqual(before);
    expect(await onDroplet(address, key(), "cat /root/note")).toBe("kept");
    expect(readFileSync(after.roots.edge, "utf8")).toBe(root);
    expect(shellEnvironment(one)).toMatchObject({
      CLOUDFLARE_API_TOKEN: environment["CLOUDFLARE_API_TOKEN"],
      DIGITALOCEAN_TOKEN: environment["DIGITALOCEAN_TOKEN"],
    });
    expect(dig(after, "kept.example.test")).toBe("198.51.100.9");
  });

  test("has one daemon, however many ask for it at once", async () => {
    await succeed(one, "down");
    const outcomes = await Promise.all([succeed(one, "up"), succeed(one, "up"), succeed(one, "up")]);
    expect(outcomes.filter((outcome) => outcome.includes("was up already"))).toHaveLength(2);
  });

  describe("gives a program a stack of its own", () => {
    let root: string;
    const stackFile = (): string => join(root, "Pulumi.local.yaml");
    const foreignSalt = "encryptionsalt: v1:6SCdiRP9SSo=:v1:jcVeLjFkfmUL6Vmo:TqYwkQDD7nNAd292eAxjI9/EcVpDWw==\n";

    beforeEach(() => {
      root = mkdtempSync(join(tmpdir(), "tlsup-program-"));
      writeFileSync(join(root, "Pulumi.yaml"), `name: ${basename(root)}\nruntime: nodejs\n`);
    });
    afterEach(() => rmSync(root, { recursive: true }));

    test("also when its file was made on another machine, and keeps its values", async () => {
      writeFileSync(stackFile(), `config:\n  ${basename(root)}:greeting: hello\n${foreignSalt}`);
      const program = { root, environment: { ...process.env, ...shellEnvironment(one) } };
      await ensureStack(program);
      await ensureStack(program);
      expect(await stackOutputs(program, "local")).toEqual({});
      expect(readFileSync(stackFile(), "utf8")).toContain("greeting: hello");
      expect(readFileSync(stackFile(), "utf8")).not.toContain(foreignSalt);
    });

    test("unless the file holds secrets of that other machine, which would be lost", async () => {
      const text = `config:\n  ${basename(root)}:key:\n    secure: v1:abc:def\n${foreignSalt}`;
      writeFileSync(stackFile(), text);
      await expect(ensureStack({ root, environment: { ...process.env, ...shellEnvironment(one) } })).rejects.toThrow("incorrect passphrase");
      expect(readFileSync(stackFile(), "utf8")).toBe(text);
    });
  });

  test("has a neighbour with which it shares neither addresses nor records", async () => {
    await succeed(other, "up");
    const [mine, theirs] = [await statusOf(one), await statusOf(other)];
    expect(theirs.dns.address).not.toBe(mine.dns.address);
    expect(dig(theirs, "kept.example.test")).toBe("");
    expect(dig(mine, "kept.example.test")).toBe("198.51.100.9");
  });

  test("leaves nothing behind after reset, while its neighbour goes on", async () => {
    const instance = openInstance(one)!;
    expect(traces(instance)).not.toEqual([]);
    await succeed(one, "reset");
    expect(traces(instance)).toEqual([]);
    expect(existsSync(one)).toBe(false);
    expect((await statusOf(other)).zones).toEqual(["example.test"]);
  });

  test("can be reset again, and after its folder was deleted by hand", async () => {
    await succeed(one, "reset");
    const instance = openInstance(other)!;
    process.kill((await statusOf(other)).pid, "SIGKILL");
    rmSync(other, { recursive: true });
    await succeed(other, "reset");
    expect(traces(instance)).toEqual([]);
  });
});
