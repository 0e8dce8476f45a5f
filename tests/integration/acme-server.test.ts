import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:https";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { Issuers } from "../../localcloud/acme/issuers";
import { startAcme } from "../../localcloud/acme/start";
import { startDns } from "../../localcloud/dns/start";
import { EdgeCache } from "../../localcloud/edge/cache/cache";
import { startEdge } from "../../localcloud/edge/edge";
import type { Instance, Part } from "../../localcloud/instance";
import { jsonLog } from "../../localcloud/log";
import { openAuthority } from "../../localcloud/pki/open-authority";
import { Store } from "../../localcloud/store/store";
import { Traffic } from "../../localcloud/traffic/traffic";
import { newId, newZone } from "../../localcloud/zones/seed";
import { openZones, type Zones } from "../../localcloud/zones/zones";
import { pythonWith } from "./clients/python";

const name = "origin.example.test";
/** Addresses of this machine that no local cloud has. */
const [address, gateway, origin] = ["127.66.0.1", "127.66.0.2", "127.66.0.9"];

/** The parts of a local cloud without its droplets: its ACME server ends as no other test's may. */
describe("an ACME server that is killed", () => {
  const directory = mkdtempSync(join(tmpdir(), "tlsup-acme-server-"));
  const instance: Instance = { id: "acmetest", directory, address, gateway, network: "none", subnet: `${address}/28`, floatingSubnet: "" };
  const store = new Store(join(directory, "state"));
  const zones: Zones = openZones(store);
  const issuers = new Issuers(store);
  const rootFile = join(directory, "pki", "acme", "root.pem");
  const edgeRoot = join(directory, "pki", "edge", "root.pem");
  const parts: Part[] = [];
  let site: Server | undefined;
  let chain: string;

  beforeAll(async () => {
    const certbot = join(dirname(pythonWith("certbot==5.8.0")), "certbot");
    const log = jsonLog(() => undefined);
    const zone = zones.put({ ...newZone("example.test"), settings: { ssl: { value: "strict", modifiedOn: new Date().toISOString() } } });
    const record = {
      id: newId(),
      zoneId: zone.id,
      name,
      type: "A" as const,
      content: origin,
      ttl: 60,
      proxied: false,
      createdOn: "",
      modifiedOn: "",
      comment: null,
      tags: [],
      settings: {},
    };
    zones.putRecord(record);
    const authority = await openAuthority(dirname(edgeRoot), "edge");
    const endpointAuthority = await openAuthority(join(directory, "pki", "acme-endpoint"), "endpoint");
    parts.push(await startDns({ instance, zones, edgeAddress: address, log }));
    parts.push(await startAcme({ instance, endpointAuthority, issuers, rootFile, log }));
    parts.push(
      await startEdge({
        instance,
        store,
        zones,
        authority,
        clientCertificate: () => undefined,
        rules: () => [],
        cache: new EdgeCache(),
        traffic: new Traffic(),
        strictRoots: () => issuers.roots(),
        log,
      }),
    );
    await obtain(certbot);
    zones.putRecord({ ...record, proxied: true });
  });

  afterAll(async () => {
    site?.closeAllConnections();
    site?.close();
    for (const part of parts) await part.close();
    rmSync(directory, { recursive: true });
  });

  async function obtain(certbot: string): Promise<void> {
    const folder = join(directory, "certbot");
    const folders = ["--config-dir", folder, "--work-dir", folder, "--logs-dir", folder];
    // By the droplets' way.
    const args = [
      "certonly",
      "--non-interactive",
      "--agree-tos",
      "--register-unsafely-without-email",
      "--server",
      `https://${gateway}:14000/dir`,
      ...folders,
      "--standalone",
      "--http-01-address",
      origin,
      "--domain",
      name,
    ];
    await promisify(execFile)(certbot, args, { env: { ...process.env, REQUESTS_CA_BUNDLE: rootFile } });
    chain = join(folder, "live", name, "fullchain.pem");
    site = createServer({ cert: readFileSync(chain), key: readFileSync(join(folder, "live", name, "privkey.pem")) }, (_, response) =>
      response.end("the origin"),
    ).listen(443, origin);
  }

  const processes = (): string[] =>
    execFileSync("pgrep", ["--full", `^/.*/pebble .*${directory}`], { encoding: "utf8" })
      .trim()
      .split("\n");
  const roots = (): number => readFileSync(rootFile, "utf8").split("BEGIN CERTIFICATE").length - 1;
  const verify = (): string => execFileSync("openssl", ["verify", "-CAfile", rootFile, "-untrusted", chain, chain], { encoding: "utf8" });

  async function visit(): Promise<string> {
    const { stdout } = await promisify(execFile)("curl", [
      "--silent",
      "--show-error",
      "--cacert",
      edgeRoot,
      "--resolve",
      `${name}:443:${address}`,
      "--write-out",
      " %{http_code}",
      `https://${name}/`,
    ]);
    return stdout;
  }

  test("has issued what the edge accepts of an origin in strict mode", async () => {
    expect(verify()).toBe(`${chain}: OK\n`);
    expect(await visit()).toBe("the origin 200");
  });

  test("is started again, with a new root beside the old one", async () => {
    const [before] = processes();
    expect(roots()).toBe(2);
    process.kill(Number(before), "SIGKILL");
    while (roots() < 3) await sleep(50);
    expect(processes()).toHaveLength(1);
    expect(processes()).not.toEqual([before]);
  });

  test("leaves what it issued good, at the edge as well, also for a local cloud that comes up again", async () => {
    expect(verify()).toBe(`${chain}: OK\n`);
    expect(await visit()).toBe("the origin 200");
    expect(new Issuers(new Store(store.directory)).roots()).toEqual(issuers.roots());
  });
});
