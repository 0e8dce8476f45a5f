import type { Log } from "../log";
import type { HostSettings, HostSpec, Hosts } from "./host";

/** A host as the records describe it. */
export interface ExpectedHost {
  readonly spec: HostSpec;
  readonly settings: HostSettings;
  /** Absent: it must exist; whether it runs is decided later. */
  readonly running?: boolean;
}

/**
 * Brings the hosts in line with the records: removes those without a record, creates the missing ones, and starts or
 * stops each as it should be. A failure with one host is logged and does not affect the others.
 *
 * @returns The ids of the hosts that are as expected.
 */
export async function reconcileHosts(hosts: Hosts, expected: readonly ExpectedHost[], log: Log): Promise<ReadonlySet<string>> {
  const present = new Map((await hosts.list()).map(({ id, running }) => [id, running]));
  const known = new Set(expected.map(({ spec }) => spec.id));
  const reconciled = new Set<string>();
  const attempt = async (id: string, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
      reconciled.add(id);
    } catch (cause) {
      log.error("hosts.not-reconciled", { host: id, reason: cause instanceof Error ? cause.message : String(cause) });
    }
  };
  for (const id of present.keys()) if (!known.has(id)) await attempt(id, () => hosts.destroy(id));
  for (const host of expected) await attempt(host.spec.id, () => bringTo(hosts, host, present.get(host.spec.id)));
  return reconciled;
}

async function bringTo(hosts: Hosts, { spec, settings, running }: ExpectedHost, isRunning: boolean | undefined): Promise<void> {
  if (isRunning === undefined) await hosts.create(spec);
  if (running) await hosts.start(spec.id, settings);
  else if (running === false && isRunning) await hosts.stop(spec.id, "graceful");
}
