import { mkdirSync } from "node:fs";
import { get } from "node:https";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ports, type Instance, type Part } from "../instance";
import type { Log } from "../log";
import type { Authority } from "../pki/authority";
import { writeDurably } from "../store/store";
import { pebbleEnvironment, renderConfig } from "./config";
import { forward } from "../forward";
import type { Issuers } from "./issuers";
import { profiles } from "./profiles";
import { isPebbleBuilt, pebbleProgram } from "./program";
import { supervise } from "./supervise";

export interface Acme {
  readonly instance: Instance;
  /** Issues the certificate that the ACME server itself shows to its clients. */
  readonly endpointAuthority: Authority;
  /** Where its roots are remembered. */
  readonly issuers: Issuers;
  /** The file, PEM, with everything that a client must trust: see {@link writeRoots}. */
  readonly rootFile: string;
  readonly log: Log;
}

/** Days; each start makes a new certificate. The maximum that Apple's clients accept from a private authority: https://support.apple.com/103769 */
const endpointValidity = { days: 825 };
const pollInterval = 20;

/**
 * Starts the ACME server of a local cloud, for clients on this machine at `https://<instance.address>:14000/dir`
 * and for clients on droplets at `https://<instance.gateway>:14000/dir`. It forgets accounts, orders and
 * authorizations when it ends, and issues under a new root when it starts again.
 *
 * @throws Error if it is not built, or if its ports are taken.
 */
export async function startAcme({ instance, endpointAuthority, issuers, rootFile, log }: Acme): Promise<Part> {
  if (!isPebbleBuilt()) throw new Error(`Cannot start the ACME server as it must be built: ${pebbleProgram()} is missing; run \`tlsup local up\``);
  const config = await writeConfig(instance, endpointAuthority);
  const pebble = await supervise({
    name: "the ACME server",
    command: pebbleProgram(),
    args: ["-strict", "-config", config, "-dnsserver", `${instance.address}:${ports.dns}`],
    environment: pebbleEnvironment,
    output: join(instance.directory, "log", "acme.log"),
    ready: async (signal) => {
      const read = (port: number, path: string): Promise<string> =>
        readWhenServed({ host: instance.address, port, path, ca: endpointAuthority.certificate }, signal);
      const [root] = await Promise.all([read(ports.acmeManagement, "/roots/0"), read(ports.acme, "/dir")]);
      issuers.adopt(root, Date.now());
      writeRoots(rootFile, issuers, endpointAuthority);
    },
    log,
  });
  const forwarder = forward({ from: { address: instance.gateway, port: ports.acme }, to: { address: instance.address, port: ports.acme }, log });
  return {
    close: async () => {
      await Promise.all([forwarder.close(), pebble.close()]);
    },
  };
}

/** Returns the path of Pebble's configuration. */
async function writeConfig({ directory, address, gateway }: Instance, authority: Authority): Promise<string> {
  const folder = join(directory, "acme");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const [config, certificate, key] = [join(folder, "pebble.json"), join(folder, "endpoint.pem"), join(folder, "endpoint.key")] as const;
  const endpoint = await authority.issue([address, gateway], endpointValidity);
  writeDurably(key, endpoint.key);
  writeDurably(certificate, endpoint.certificate, 0o644);
  writeDurably(
    config,
    renderConfig({ listen: `${address}:${ports.acme}`, management: `${address}:${ports.acmeManagement}`, certificate, key, profiles }),
    0o644,
  );
  return config;
}

/** The roots of issued certificates, the current one first, then the root of the server's own certificate. */
function writeRoots(file: string, issuers: Issuers, endpointAuthority: Authority): void {
  mkdirSync(join(file, ".."), { recursive: true, mode: 0o755 });
  writeDurably(file, [...issuers.roots(), endpointAuthority.certificate].join(""), 0o644);
}

interface Resource {
  readonly host: string;
  readonly port: number;
  readonly path: string;
  /** The root of the server's certificate. */
  readonly ca: string;
}

/** Asks until there is an answer. */
async function readWhenServed(resource: Resource, signal: AbortSignal): Promise<string> {
  for (;;) {
    try {
      return await read(resource, signal);
    } catch (error) {
      if (signal.aborted) throw error;
      await sleep(pollInterval);
    }
  }
}

function read(resource: Resource, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    // RFC 8555, 6.1: an ACME server may refuse a request without a User-Agent.
    const request = get({ ...resource, signal, agent: false, headers: { "user-agent": "tlsup" } }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.once("error", reject);
      response.once("end", () => {
        const text = Buffer.concat(chunks).toString("utf8");
        if (response.statusCode === 200) resolve(text);
        else reject(new Error(`Cannot read ${resource.path} of the ACME server as it must answer 200: current value is ${response.statusCode}`));
      });
    });
    request.once("error", reject);
  });
}
