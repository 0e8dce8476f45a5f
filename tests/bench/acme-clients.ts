import { execFile, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import { promisify } from "node:util";
import type { World } from "../support/acme/world";
import { txtRecord } from "./acme-records";

/** A client that the machine may have, with its account at the CA. */
export interface OtherClient {
  readonly what: string;
  /** Gets a certificate, by dns-01; absent when the client is not installed. */
  readonly obtain?: (names: readonly string[]) => Promise<unknown>;
}

/** lego and certbot as their users run them, on the world's CA and DNS. */
export async function otherClients(world: World): Promise<{ readonly clients: readonly OtherClient[]; close(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), "tlsup-clients-"));
  const records = await startRecords(world);
  const clients = await Promise.all([lego(world, records.url, join(folder, "lego")), certbot(world, records.url, join(folder, "certbot"))]);
  const close = async (): Promise<void> => {
    await records.close();
    rmSync(folder, { recursive: true });
  };
  return { clients, close };
}

async function lego({ front, pebble, names: { dns } }: World, records: string, folder: string): Promise<OtherClient> {
  const what = versionOf("lego");
  if (what === undefined) return { what: "lego" };
  const environment = { LEGO_CA_CERTIFICATES: pebble.certificate, HTTPREQ_ENDPOINT: records };
  const flags = [
    "--server",
    front.directory,
    "--accept-tos",
    "--email",
    "me@example.test",
    "--path",
    folder,
    "--dns",
    "httpreq",
    "--dns.resolvers",
    `${dns}:53`,
  ];
  // It looks the name servers' own names up by the machine's resolver, which knows none of them.
  const isVersion4 = spawnSync("lego", ["--help"], { encoding: "utf8" }).stdout.includes("--dns.disable-cp");
  const [before, after] = isVersion4 ? [[...flags, "--dns.disable-cp"], ["run"]] : [["run", ...flags, "--dns.propagation.disable-ans"], []];
  const obtain = async (names: readonly string[]): Promise<void> => {
    rmSync(join(folder, "certificates"), { recursive: true, force: true });
    await run("lego", [...before, ...names.flatMap((name) => ["--domains", name]), ...after], environment);
  };
  // It has no other way to make its account.
  await obtain(["account.example.test"]);
  return { what, obtain };
}

async function certbot({ front, pebble }: World, records: string, folder: string): Promise<OtherClient> {
  const what = versionOf("certbot");
  if (what === undefined) return { what: "certbot" };
  const environment = { REQUESTS_CA_BUNDLE: pebble.certificate };
  const common = [
    "--non-interactive",
    "--agree-tos",
    "--server",
    front.directory,
    "--config-dir",
    folder,
    "--work-dir",
    join(folder, "work"),
    "--logs-dir",
    join(folder, "log"),
  ];
  const hook = (what: string): string => `curl -sf -d '{"fqdn":"_acme-challenge.'$CERTBOT_DOMAIN'.","value":"'$CERTBOT_VALIDATION'"}' ${records}/${what}`;
  await run("certbot", ["register", "--register-unsafely-without-email", ...common], environment);
  return {
    what,
    obtain: (names) =>
      run(
        "certbot",
        [
          "certonly",
          ...common,
          "--force-renewal",
          "--cert-name",
          "bench",
          "--manual",
          "--preferred-challenges",
          "dns",
          "--manual-auth-hook",
          hook("present"),
          "--manual-cleanup-hook",
          hook("cleanup"),
          ...names.flatMap((name) => ["--domain", name]),
        ],
        environment,
      ),
  };
}

/** What a program calls itself, e.g. `certbot 2.1.0`; `undefined` when it is not on PATH. */
function versionOf(program: string): string | undefined {
  const { stdout, error } = spawnSync(program, ["--version"], { encoding: "utf8" });
  return error ? undefined : stdout.trim();
}

async function run(program: string, args: readonly string[], environment: Readonly<Record<string, string>>): Promise<void> {
  await promisify(execFile)(program, args, { env: { ...process.env, ...environment } });
}

/** Places and removes TXT records at the world's Cloudflare, for lego's `httpreq` and for certbot's hooks. */
async function startRecords(world: World): Promise<{ readonly url: string; close(): Promise<void> }> {
  const placed = new Map<string, string>();
  const server = createServer((request, response) => {
    void (async () => {
      const { fqdn, value } = (await json(request)) as { fqdn: string; value: string };
      const key = `${fqdn} ${value}`;
      if (request.url === "/present")
        placed.set(key, (await txtRecord(world, "POST", "", { type: "TXT", name: fqdn.replace(/\.$/, ""), content: value, ttl: 60 })).id);
      else await txtRecord(world, "DELETE", `/${placed.get(key) ?? ""}`);
      response.end();
    })();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
