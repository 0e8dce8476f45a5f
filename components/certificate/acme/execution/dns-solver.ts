import { setTimeout as sleep } from "node:timers/promises";
import { txtName, txtValue, type Proof } from "../challenge";
import { pollInterval } from "../retry-after";
import type { Timings } from "../timings";
import { dnsErrorCode, type Dns, type NameServer } from "./dns";
import type { Solver } from "./solver";

/** A value of a TXT record. */
export interface TxtValue {
  /** The zone that the name is in. */
  readonly zone: string;
  readonly name: string;
  readonly value: string;
}

/** Writes the TXT records of zones, e.g. at a DNS hoster. */
export interface TxtRecords {
  /** Adds a value beside others of the same name. Leaves an existing value alone. */
  add(record: TxtValue, signal: AbortSignal): Promise<void>;
  /** Removes only this value. A missing value is not an error. */
  remove(record: TxtValue, signal: AbortSignal): Promise<void>;
}

/** Proves names by TXT records, and asks every authoritative name server for them before the CA does. */
export function dnsSolver(records: TxtRecords, dns: Dns, timings: Pick<Timings, "visible" | "poll">): Solver {
  const located = async (proofs: readonly Proof[]): Promise<TxtValue[]> => {
    const places = new Map<string, Promise<Omit<TxtValue, "value">>>();
    return Promise.all(
      proofs.map(async (proof) => {
        const name = txtName(proof);
        const found = places.get(name) ?? place(dns, name);
        places.set(name, found);
        return { ...(await found), value: txtValue(proof) };
      }),
    );
  };
  return {
    challenge: "dns-01",
    place: async (proofs, signal) => {
      const values = await located(proofs);
      await allOrFirstError(values.map((value) => records.add(value, signal)));
      const deadline = Date.now() + timings.visible;
      await allOrFirstError(values.map((value) => seenEverywhere(value, dns, timings.poll, deadline, signal)));
    },
    remove: async (proofs, signal) => {
      await allOrFirstError((await located(proofs)).map((value) => records.remove(value, signal)));
    },
  };
}

/** Where the record of a name belongs, after following CNAME delegations. */
async function place(dns: Dns, name: string): Promise<Omit<TxtValue, "value">> {
  const target = await dns.target(name);
  return { zone: (await dns.zone(target)).apex, name: target };
}

/** Waits for all tasks before it throws, so that none still runs during clean-up. */
async function allOrFirstError(tasks: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(tasks)).find((result) => result.status === "rejected");
  if (failed) throw failed.reason;
}

async function seenEverywhere(record: TxtValue, dns: Dns, longestPause: number, deadline: number, signal: AbortSignal): Promise<void> {
  let { servers } = await dns.zone(record.name);
  const reached = new Set<string>();
  for (let attempt = 0; ; attempt += 1) {
    const looks = await Promise.all(servers.map((server) => look(dns, server, record)));
    for (const [index, { name }] of servers.entries()) if (looks[index] === "seen") reached.add(name);
    const missing = lagging(servers, looks, reached);
    if (missing.length === 0) return;
    if (Date.now() >= deadline) {
      throw new Error(
        `Cannot prove ${record.name} as every name server of its zone must show the TXT record: ${missing.join("; ")}. ` +
          "The CA was not asked. Check these name servers",
      );
    }
    servers = servers.filter((_, index) => looks[index] !== "seen");
    await sleep(pollInterval(attempt, longestPause), undefined, { signal });
  }
}

type RecordLook = "seen" | "missing" | "unreachable" | { readonly failure: string };

async function look(dns: Dns, server: NameServer, { name, value }: TxtValue): Promise<RecordLook> {
  try {
    return (await dns.txtAt(server, name)).includes(value) ? "seen" : "missing";
  } catch (error) {
    const code = dnsErrorCode(error);
    return code === "ETIMEOUT" || code === "ECONNREFUSED" ? "unreachable" : { failure: code || String(error) };
  }
}

/**
 * Why the CA cannot be asked yet, in words. An address that is unreachable from here (as every IPv6 address from a machine without IPv6)
 * does not count as long as another address of the same name server shows the record.
 */
function lagging(servers: readonly NameServer[], looks: readonly RecordLook[], reached: ReadonlySet<string>): string[] {
  return servers.flatMap(({ name, address }, index) => {
    const found = looks[index];
    if (found === undefined || found === "seen" || (found === "unreachable" && reached.has(name))) return [];
    if (found === "missing") return [`${name} (${address}) does not show it`];
    return [found === "unreachable" ? `${name} (${address}) does not answer` : `${name} (${address}) answers ${found.failure}`];
  });
}
