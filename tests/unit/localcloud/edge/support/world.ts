import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo, Server as NetServer, Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EdgeCache } from "../../../../../localcloud/edge/cache/cache";
import { type Edge, type EdgeOptions, startEdge } from "../../../../../localcloud/edge/edge";
import type { Phase, RuleAction, StoredRule } from "../../../../../localcloud/zones/rules/rulesets";
import { Store } from "../../../../../localcloud/store/store";
import { Traffic } from "../../../../../localcloud/traffic/traffic";
import { type Leaf, type TestAuthority, testAuthority } from "./authority";
import { TestZones } from "./zones";

/** Not the edge's own address, which a record may not point to. */
export const originAddress = "127.0.0.2";

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** What curl says on standard error, and its exit code. */
  readonly complaint: string;
  readonly exitCode: number;
}

/** An edge with zone `example.test`, whose proxied apex leads to the origins of the test, and curl as its visitor. */
export class World {
  readonly zones = new TestZones();
  readonly cache = new EdgeCache();
  readonly traffic = new Traffic();
  /** The rules of every zone. */
  readonly rules = new Map<Phase, StoredRule[]>();
  readonly logged: { event: string; details: Record<string, unknown> | undefined }[] = [];
  readonly #closers: (() => Promise<void>)[] = [];

  private constructor(
    readonly directory: string,
    readonly universal: TestAuthority,
    readonly originCa: TestAuthority,
  ) {}

  edge!: Edge;
  readonly originPorts = { http: 1, https: 1 };

  static async start(options: Partial<EdgeOptions> = {}): Promise<World> {
    const directory = mkdtempSync(join(tmpdir(), "edge-"));
    const world = new World(directory, await testAuthority("Universal SSL"), await testAuthority("Origin CA"));
    world.zones.add("example.test");
    world.zones.record("example.test", "A", originAddress);
    writeFileSync(join(directory, "root.pem"), world.universal.certificate);
    await world.startEdge(options);
    return world;
  }

  async startEdge(options: Partial<EdgeOptions> = {}): Promise<void> {
    const write = (event: string, details?: Record<string, unknown>) => void this.logged.push({ event, details });
    this.edge = await startEdge({
      instance: { id: "00000000", directory: this.directory, address: "127.0.0.1", network: "", subnet: "", gateway: "", floatingSubnet: "" },
      zones: this.zones,
      authority: this.universal,
      store: new Store(join(this.directory, "state")),
      clientCertificate: () => undefined,
      rules: (_zone, phase) => this.rules.get(phase) ?? [],
      cache: this.cache,
      traffic: this.traffic,
      strictRoots: () => [this.originCa.certificate],
      log: { info: write, error: write },
      ports: { http: 0, https: 0 },
      originPorts: this.originPorts,
      ...options,
    });
  }

  /** The rules of a phase, each for the requests of its expression. */
  setRules(phase: Phase, ...rules: readonly (RuleAction & { readonly expression: string })[]): void {
    const made = rules.map((rule, index) => {
      const id = `${phase}-${index}`;
      return { ...rule, id, ref: id, version: "1", description: "", enabled: true, last_updated: "2026-01-01T00:00:00Z" };
    });
    this.rules.set(phase, made);
  }

  /** An origin on a port of its own, over TLS when it has a certificate; the edge uses it from now on. */
  async origin(listener: RequestListener, leaf?: Leaf): Promise<Server> {
    const server = leaf ? createHttpsServer({ key: leaf.key, cert: leaf.certificate }, listener) : createServer(listener);
    this.originPorts[leaf ? "https" : "http"] = await this.listen(server);
    return server;
  }

  async listen(server: NetServer, address = originAddress, port = 0): Promise<number> {
    const sockets = new Set<Socket>();
    server.on("connection", (socket: Socket) => sockets.add(socket.once("close", () => sockets.delete(socket))));
    await new Promise<void>((resolve) => server.listen(port, address, resolve));
    this.onClose(async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    });
    return (server.address() as AddressInfo).port;
  }

  onClose(closer: () => Promise<void>): void {
    this.#closers.push(closer);
  }

  async close(): Promise<void> {
    await this.edge.close();
    for (const closer of this.#closers) await closer();
    rmSync(this.directory, { recursive: true });
  }

  async curl(url: string, ...more: string[]): Promise<Answer> {
    const { http, https } = this.edge.ports;
    const port = url.startsWith("https:") ? https : http;
    const { stdout, stderr, exitCode } = await run("curl", [
      "-sS",
      "-i",
      "--noproxy",
      "*",
      "--cacert",
      join(this.directory, "root.pem"),
      "--connect-to",
      `::127.0.0.1:${port}`,
      "-H",
      "Expect:",
      ...more,
      url,
    ]);
    const end = stdout.indexOf("\r\n\r\n");
    const [statusLine = "", ...lines] = stdout.slice(0, end).split("\r\n");
    const headers = Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]));
    return { status: Number(statusLine.split(" ")[1] ?? 0), headers, body: stdout.slice(end + 4), complaint: stderr, exitCode };
  }
}

export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

export function run(command: string, args: readonly string[], input = ""): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = execFile(command, args, { maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (error && typeof error.code !== "number") return reject(error);
      resolve({ stdout, stderr, exitCode: error ? Number(error.code) : 0 });
    });
    child.stdin?.end(input);
  });
}
