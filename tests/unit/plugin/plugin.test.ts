import { credentials, Server, ServerCredentials, status, type sendUnaryData, type ServerUnaryCall, type ServiceDefinition, type ServiceError } from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { forwarding } from "../../../components/shared/forwarding";
import { root } from "../../support/environment";

/** Stands for the tlsup of a program. */
const program = `exports.providers = { release: {
  create: async (inputs, report) => { report?.("uploading"); if (inputs.fail) throw new Error(inputs.fail); return { id: "made", outs: { ...inputs, port: 443, on: true, list: [1, "two", null, { three: 3 }] } }; },
  diff: (id, olds, news) => ({ changes: olds.size !== news.size, replaces: olds.size > news.size ? ["size", "name"] : [] }),
  update: async (id, olds, news) => ({ outs: { ...news, before: olds.size, id } }),
  read: async (id, known) => ({ id: id + "!", props: { ...known, drift: ["a"] }, inputs: { size: known.size } }),
  delete: async (id, known) => { if (known.size !== 1) throw new Error("delete got " + JSON.stringify(known)); },
} };`;

const ours = forwarding("release");
const theirs = `exports.handler = () => ({ create: async (inputs) => ({ id: "theirs", outs: { doubled: inputs.size * 2 } }) });`;

interface Plugin {
  readonly process: ChildProcess;
  readonly client: ResourceProviderClient;
}

/** The plugin as the engine runs it, held against Pulumi's own by the engine's own messages. */
describe("the plugin for tlsup's resources", () => {
  const folder = mkdtempSync(join(tmpdir(), "tlsup-plugin-"));
  let plugin: Plugin;
  let pulumis: Plugin;
  const engine = new Server();
  let heard: (request: LogRequest.AsObject) => void = () => undefined;

  beforeAll(async () => {
    mkdirSync(join(folder, "node_modules", "tlsup"), { recursive: true });
    writeFileSync(join(folder, "package.json"), "{}");
    writeFileSync(join(folder, "node_modules", "tlsup", "package.json"), '{ "name": "tlsup", "exports": { "./provider": "./provider.js" } }');
    writeFileSync(join(folder, "node_modules", "tlsup", "provider.js"), program);
    symlinkSync(join(root, "node_modules", "@pulumi"), join(folder, "node_modules", "@pulumi"));
    engine.addService(EngineService as unknown as ServiceDefinition, {
      log({ request }: ServerUnaryCall<LogRequest, Empty>, respond: sendUnaryData<Empty>): void {
        heard(request.toObject());
        respond(null, new Empty());
      },
    });
    const port = await new Promise<number>((resolve, reject) => engine.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) => (error ? reject(error) : resolve(bound))));
    [plugin, pulumis] = await Promise.all([
      start(folder, `127.0.0.1:${port}`, "--require", join(root, "node_modules", "ts-node", "register", "transpile-only"), join(root, "components", "plugin", "execution", "main.ts")),
      start(folder, "127.0.0.1:9", require.resolve("@pulumi/pulumi/cmd/dynamic-provider")),
    ]);
  }, 60_000);

  afterAll(() => {
    for (const { client, process } of [plugin, pulumis]) {
      client.close();
      end(process);
    }
    engine.forceShutdown();
    rmSync(folder, { recursive: true });
  });

  const struct = (values: Record<string, JavaScriptValue>): Struct => Struct.fromJavaScript({ __provider: ours, ...values });
  const nested = { size: 2, name: "ünï", secret: { "4dabf18193072939515e22adb298388d": "x" }, deep: [{ a: [] }, false, null], ratio: -0.5 };

  test.each<[string, (client: ResourceProviderClient) => Promise<object>]>([
    ["check", (client) => call(client, "check", new messages.CheckRequest().setOlds(struct({})).setNews(struct(nested)))],
    ["diff of what is equal", (client) => call(client, "diff", new messages.DiffRequest().setId("7").setOlds(struct(nested)).setNews(struct(nested)))],
    ["diff with a replacement", (client) => call(client, "diff", new messages.DiffRequest().setId("7").setOlds(struct({ size: 3 })).setNews(struct(nested)))],
    ["create", (client) => call(client, "create", new messages.CreateRequest().setProperties(struct(nested)))],
    ["update", (client) => call(client, "update", new messages.UpdateRequest().setId("7").setOlds(struct({ size: 1 })).setNews(struct(nested)))],
    ["read", (client) => call(client, "read", new messages.ReadRequest().setId("7").setProperties(struct(nested)))],
    ["delete", (client) => call(client, "delete", new messages.DeleteRequest().setId("7").setProperties(struct({ size: 1 })))],
    ["a delete that fails", (client) => call(client, "delete", new messages.DeleteRequest().setId("7").setProperties(struct({ size: 5 })))],
    ["a create that fails", (client) => call(client, "create", new messages.CreateRequest().setProperties(struct({ fail: "Cannot reach “häst”: 100 %\nsecond line" })))],
    ["handshake", (client) => call(client, "handshake", new messages.ProviderHandshakeRequest())],
    ["configure", (client) => call(client, "configure", new messages.ConfigureRequest().setArgs(Struct.fromJavaScript({})))],
    ["a dynamic resource of somebody else", (client) => call(client, "create", new messages.CreateRequest().setProperties(struct({ __provider: theirs, size: 21 })))],
  ])("answers %s as Pulumi's plugin does", async (_what, ask) => {
    expect(await ask(plugin.client)).toEqual(await ask(pulumis.client));
  }, 30_000);

  test("says no more than that of what it does not have", async () => {
    expect(await call(plugin.client, "getSchema", new messages.GetSchemaRequest())).toMatchObject({ code: status.UNIMPLEMENTED });
  });

  test("tells the engine which step a resource is at, as a line that the next one replaces", async () => {
    const told = new Promise<LogRequest.AsObject>((resolve) => (heard = resolve));
    const urn = "urn:pulumi:dev::site::pulumi-nodejs:dynamic/tlsup:Release::site";
    await call(plugin.client, "create", new messages.CreateRequest().setUrn(urn).setProperties(struct(nested)));
    expect(await told).toEqual({ severity: 1, message: "uploading", urn, streamid: 0, ephemeral: true });
  });

  test("carries a property of a megabyte, as a site's files are", async () => {
    const content = "é".repeat(500_000);
    const { properties } = (await call(plugin.client, "create", new messages.CreateRequest().setProperties(struct({ content })))) as { properties: Record<string, unknown> };
    expect(properties).toMatchObject({ content });
  });

  test("refuses a kind that the program's tlsup does not have", async () => {
    expect(await call(plugin.client, "create", new messages.CreateRequest().setProperties(struct({ __provider: forwarding("novelty") })))).toMatchObject({
      details: "Cannot carry out a resource of the kind novelty: the program's tlsup has none; update it",
    });
  });
});

async function start(cwd: string, engine: string, ...args: string[]): Promise<Plugin> {
  const child = spawn(process.execPath, [...args, engine], { cwd, detached: true, stdio: ["ignore", "pipe", "ignore"], env: { ...process.env, TS_NODE_PROJECT: join(root, "tsconfig.json") } });
  const [port] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
  return { process: child, client: new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure()) };
}

/** As the engine ends a plugin: with all that it has started. */
function end(plugin: ChildProcess): void {
  if (plugin.pid !== undefined) process.kill(-plugin.pid);
}

type Name = "check" | "diff" | "create" | "update" | "read" | "delete" | "handshake" | "configure" | "getSchema";

/** The response as plain values, or the status of an error. */
function call(client: ResourceProviderClient, name: Name, request: unknown): Promise<object> {
  const method = client[name].bind(client) as (request: unknown, callback: (error: ServiceError | null, response: { toObject(): object }) => void) => void;
  return new Promise((resolve) => {
    method(request, (error, response) => {
      resolve(error ? { code: error.code, details: error.code === status.UNIMPLEMENTED ? "" : error.details } : plain(response));
    });
  });
}

function plain(response: { toObject(): object }): object {
  const { getProperties, getInputs } = response as { getProperties?: () => Struct | undefined; getInputs?: () => Struct | undefined };
  return { ...response.toObject(), properties: getProperties?.call(response)?.toJavaScript(), inputs: getInputs?.call(response)?.toJavaScript() };
}
