import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cloudflareRecords } from "../../../components/certificate/acme/execution/cloudflare-records";
import { dnsSolver } from "../../../components/certificate/acme/execution/dns-solver";
import { openDns } from "../../../components/certificate/acme/execution/dns";
import { openAccount } from "../../../components/certificate/acme/execution/account";
import { issue, type CertificateRequest, type Issued } from "../../../components/certificate/acme/execution/issue";
import { openJournal } from "../../../components/certificate/acme/execution/journal";
import type { Solver } from "../../../components/certificate/acme/execution/solver";
import { openTransport } from "../../../components/certificate/acme/execution/transport";
import { usualTimings, type Timings } from "../../../components/certificate/acme/timings";
import { Front } from "./front";
import { Names } from "./names";
import { startPebble, type Pebble, type PebbleOptions } from "./pebble";

/** A CA with a front that fails on demand, the DNS that the CA uses, and a Cloudflare API that changes that DNS. */
export interface World {
  readonly names: Names;
  readonly pebble: Pebble;
  readonly front: Front;
  readonly journals: string;
  /** The account key, PEM; each world has one. */
  readonly accountKey: string;
  close(): Promise<void>;
}

export async function openWorld(options: Omit<PebbleOptions, "dns"> = {}, ...zones: string[]): Promise<World> {
  const names = await Names.start(...(zones.length > 0 ? zones : ["example.test"]));
  const pebble = await startPebble({ dns: `${names.dns}:53`, ...options });
  const front = await Front.start(pebble);
  const journals = mkdtempSync(join(tmpdir(), "tlsup-journals-"));
  const accountKey = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  const close = async (): Promise<void> => {
    await front.close();
    await pebble.close();
    await names.close();
    rmSync(journals, { recursive: true });
  };
  return { names, pebble, front, journals, accountKey, close };
}

/** The solver for the world's Cloudflare. */
export function worldSolver({ names }: World, timings: Timings = usualTimings): Solver {
  const dns = openDns({ resolver: names.dns });
  return dnsSolver(cloudflareRecords({ apiToken: names.token, baseUrl: names.api }), dns, timings);
}

/** A test's deviations from the usual. */
export interface Course {
  readonly timings?: Partial<Timings>;
  readonly signal?: AbortSignal;
  readonly solver?: Solver;
  /** The account's URL, if it is known already. */
  readonly account?: string;
}

/** Gets a certificate from the world's CA, as the resource does. */
export async function obtain(world: World, names: readonly string[], course: Course & Partial<CertificateRequest> = {}): Promise<Issued> {
  const { timings: changes, signal: given, solver, account: known, ...request } = course;
  const timings = { ...usualTimings, poll: 200, ...changes };
  const signal = given ?? AbortSignal.timeout(timings.total);
  const transport = openTransport({ directory: world.front.directory, root: world.pebble.root, timings, signal });
  try {
    const key = createPrivateKey(world.accountKey);
    const account = known ?? (await openAccount(transport, key, []));
    const journal = openJournal(world.journals, key, [account, [...names].sort()]);
    const issued = await issue(
      { names, keyType: "ecdsa-p256", ...request },
      { transport, signer: { key, account }, solver: solver ?? worldSolver(world, timings), journal, timings, signal },
    );
    await journal.forget();
    return issued;
  } finally {
    transport.close();
  }
}
