import { credentials, type ServiceError } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import type { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { cloudflare } from "../../../../localcloud/providers/cloudflare/definition";
import { tls } from "../../../../localcloud/providers/tls/definition";
import { hostPlugins, type PluginHost } from "../../../../localcloud/providers/host/plugins";
import { installStandIns } from "../../../../localcloud/providers/install";

/** The process of a local cloud in which stand-in plugins run; scripts as the engine starts them are its clients. */
describe("the plugins' process", () => {
  const folder = mkdtempSync(join(tmpdir(), "tlsup-host-"));
  const before = process.cwd();
  let host: PluginHost;

  beforeAll(async () => {
    const node = join(folder, "node");
    writeFileSync(node, "#!/bin/sh\necho own process\n", { mode: 0o755 });
    installStandIns({ pulumiHome: join(folder, "home"), node, packageRoot: before, host: folder, environment: { HOME: folder, PATH: "" } });
    process.chdir(folder);
    host = await hostPlugins([cloudflare, tls]);
  });

  afterAll(() => {
    process.chdir(before);
    rmSync(folder, { recursive: true });
  });

  const script = (name: string): string => join(folder, "home", "plugins", `resource-${name}-v999.0.0`, `pulumi-resource-${name}`);

  test("serves a provider that has the version and the environment of the script", async () => {
    const endpoint = { CLOUDFLARE_BASE_URL: "http://127.0.0.1:9/client/v4", CLOUDFLARE_API_TOKEN: "x".repeat(40) };
    const plugin = await start(script("cloudflare"), endpoint);
    const bare = await start(script("cloudflare"));
    expect(await version(plugin.port)).toMatch(/^6\.\d+\.\d+$/);
    expect(await configure(plugin.port)).toBe("configured");
    expect(await configure(bare.port)).toContain("no API endpoint is set");
    await Promise.all([plugin, bare].map(({ child }) => end(child)));
  });

  test("ends a provider with its script, and no other", async () => {
    const [one, other] = [await start(script("tls")), await start(script("tls"))];
    expect(one.port).not.toBe(other.port);
    await end(one.child);
    await refused(one.port);
    expect(await version(other.port)).toMatch(/^5\./);
    await end(other.child);
    await refused(other.port);
  });

  test("ends a script whose engine was killed", async () => {
    const engine = spawn("sh", ["-c", '"$1" & echo $!; wait', "sh", script("tls")], { stdio: ["ignore", "pipe", "ignore"] });
    const lines = createInterface({ input: engine.stdout })[Symbol.asyncIterator]();
    const [pid, port] = [Number((await lines.next()).value), Number((await lines.next()).value)];
    engine.kill("SIGKILL");
    while (isRunning(pid)) await sleep(20);
    await refused(port);
  });

  test("is not needed: a provider that it does not have is served by a process of its own", async () => {
    const child = spawn(script("digitalocean"), { stdio: ["ignore", "pipe", "ignore"] });
    expect(await once(createInterface({ input: child.stdout }), "line")).toEqual(["own process"]);
  });

  test("takes no more scripts when it drains, and is done when the last one has ended", async () => {
    const last = await start(script("tls"));
    let drained = false;
    const draining = host.drain().then(() => (drained = true));
    const late = spawn(script("tls"), { stdio: ["ignore", "pipe", "ignore"] });
    expect(await once(createInterface({ input: late.stdout }), "line")).toEqual(["own process"]);
    expect(await version(last.port)).toMatch(/^5\./);
    expect(drained).toBe(false);
    await end(last.child);
    await draining;
  });
});

async function start(script: string, environment: Record<string, string> = {}): Promise<{ readonly child: ChildProcess; readonly port: number }> {
  const child = spawn(script, ["127.0.0.1:9"], { stdio: ["ignore", "pipe", "inherit"], env: { PATH: process.env.PATH, ...environment }, detached: true });
  const [port] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
  return { child, port: Number(port) };
}

/** As the engine ends a plugin: with everything that it has started. */
async function end(child: ChildProcess): Promise<void> {
  const exited = once(child, "exit");
  process.kill(-(child.pid ?? 0), "SIGINT");
  await exited;
}

async function refused(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, "127.0.0.1");
    const outcome = await Promise.race([once(socket, "connect").then(() => "connected"), once(socket, "close").then(() => "refused")]).catch(() => "refused");
    socket.destroy();
    if (outcome === "refused") return;
    await sleep(20);
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function provider(port: number): ResourceProviderClient {
  return new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
}

function version(port: number): Promise<string> {
  const client = provider(port);
  return new Promise<string>((resolve, reject) => {
    client.getPluginInfo(new Empty(), (error: ServiceError | null, info: PluginInfo) => (error ? reject(error) : resolve(info.getVersion())));
  }).finally(() => client.close());
}

function configure(port: number): Promise<string> {
  const client = provider(port);
  const request = new messages.ConfigureRequest().setArgs(Struct.fromJavaScript({}));
  return new Promise<string>((resolve) => {
    client.configure(request, (error: ServiceError | null) => resolve(error ? error.details : "configured"));
  }).finally(() => client.close());
}
