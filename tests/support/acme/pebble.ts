import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { get } from "node:https";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ensurePebble, pebbleProgram } from "../../../localcloud/acme/program";
import { silentProgress } from "./progress";

/** Pebble's configuration and environment. */
export interface PebbleOptions {
  /** `<address>:<port>` of the DNS server that it uses. */
  readonly dns: string;
  /** `PEBBLE_...` variables. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Members of its configuration. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** More addresses at which its HTTPS, or that of a front, is reached. */
  readonly addresses?: readonly string[];
}

/** Let's Encrypt's own test server, strict, on its own port. */
export interface Pebble {
  readonly directory: string;
  /** PEM; verifies its HTTPS, and that of a front before it. */
  readonly root: string;
  /** Files with the certificate and the key of its HTTPS. */
  readonly certificate: string;
  readonly key: string;
  /** The root of the certificates that it issues, PEM. */
  issuingRoot(): Promise<string>;
  /** The port that it connects to for http-01. */
  readonly httpPort: number;
  /** Its output. */
  log(): string;
  close(): Promise<void>;
}

/** A port that is free at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** Starts Pebble; resolves when it serves. */
export async function startPebble({ dns, environment = {}, config = {}, addresses = [] }: PebbleOptions): Promise<Pebble> {
  await ensurePebble(silentProgress);
  const folder = mkdtempSync(join(tmpdir(), "tlsup-pebble-"));
  const [certificate, key] = [join(folder, "cert.pem"), join(folder, "key.pem")];
  execFileSync(
    "openssl",
    [
      "req",
      "-x509",
      "-newkey",
      "ec",
      "-pkeyopt",
      "ec_paramgen_curve:P-256",
      "-nodes",
      "-keyout",
      key,
      "-out",
      certificate,
      "-days",
      "3650",
      "-subj",
      "/CN=pebble",
      "-addext",
      `subjectAltName=${["127.0.0.1", ...addresses].map((address) => `IP:${address}`).join(",")}`,
    ],
    { stdio: "pipe" },
  );
  const [port, management, httpPort] = [await freePort(), await freePort(), await freePort()];
  const profiles = { classic: { description: "The usual one", validityPeriod: 7_776_000 }, shortlived: { description: "Short", validityPeriod: 576_000 } };
  const file = join(folder, "pebble.json");
  writeFileSync(
    file,
    JSON.stringify({
      pebble: {
        listenAddress: `127.0.0.1:${port}`,
        managementListenAddress: `127.0.0.1:${management}`,
        certificate,
        privateKey: key,
        httpPort,
        tlsPort: httpPort,
        caaIdentities: ["letsencrypt.org"],
        profiles,
        ...config,
      },
    }),
  );
  const pebble = spawn(pebbleProgram(), ["-strict", "-config", file, "-dnsserver", dns], {
    env: { PATH: process.env.PATH, PEBBLE_VA_NOSLEEP: "1", PEBBLE_WFE_NONCEREJECT: "0", PEBBLE_AUTHZREUSE: "0", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exited = once(pebble, "exit");
  const output: string[] = [];
  for (const stream of [pebble.stdout, pebble.stderr]) stream.setEncoding("utf8").on("data", (text: string) => output.push(text));
  const root = readFileSync(certificate, "utf8");
  const directory = `https://127.0.0.1:${port}/dir`;
  while (!(await read(directory, root).catch(() => undefined))) {
    if (pebble.exitCode !== null) throw new Error(`Pebble ended:\n${output.join("")}`);
    await sleep(20);
  }
  return {
    directory,
    root,
    certificate,
    key,
    httpPort,
    issuingRoot: () => read(`https://127.0.0.1:${management}/roots/0`, root),
    log: () => output.join(""),
    close: async () => {
      pebble.kill();
      await exited;
      rmSync(folder, { recursive: true });
    },
  };
}

async function read(url: string, ca: string): Promise<string> {
  const request = get(url, { ca, agent: false, headers: { "user-agent": "tests" } });
  const [response] = (await once(request, "response")) as [NodeJS.ReadableStream];
  let text = "";
  for await (const part of response) text += String(part);
  return text;
}
