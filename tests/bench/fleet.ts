import { join } from "node:path";
import { push, type ProvenRelease } from "../../components/release/push/execution/push";
import { nginxRelease } from "../support/release";
import { withCloud } from "./cloud";
import { longWayTo } from "./far-away";
import { bootHost, expectNothing, reachedAt, sshTrue, type PushedHost } from "./pushed-host";
import { growth, table, timed, type Row } from "./table";

const rounds = 7;
const sizes = [1, 10, 30] as const;
const most = Math.max(...sizes);
/** A local cloud has addresses for 14 machines. */
const perCloud = 10;
/** In milliseconds, there and back. */
const distances = [0, 50] as const;
const domain = "bench.fleet.test";

/**
 * Pushes to a fleet in parallel, beside as many `ssh true` by OpenSSH's client in parallel, in turns, on this machine and 50 ms away. Changed is another page
 * and another certificate on every host: sent, rehearsed, swapped, reloaded, proven. Unchanged is what a refresh does.
 */
export function benchFleet(): Promise<string> {
  return withHosts([], async (hosts, folder) => {
    const tables: string[] = [];
    for (const distance of distances) {
      const { placed, close } = await atDistance(hosts, distance, folder);
      const bySize = await measured(placed, distance);
      await close();
      const there = `${distance} ms there and back`;
      tables.push(...bySize.map((rows, index) => table(`${sizes[index]} ${sizes[index] === 1 ? "host" : "hosts at once"}, ${there}`, rows)));
      tables.push(growth(`From ${sizes.at(-2)} hosts to ${most}, ${there}`, bySize.at(-2) ?? [], bySize.at(-1) ?? []));
    }
    return tables.join("\n\n");
  });
}

/** Boots hosts in one local cloud after the other, until there are enough to measure. */
async function withHosts(hosts: readonly PushedHost[], measure: (hosts: readonly PushedHost[], folder: string) => Promise<string>): Promise<string> {
  return withCloud(async (folder) => {
    const booted = await Promise.all(Array.from({ length: perCloud }, (_, index) => bootHost(`fleet-${hosts.length + index}`, folder, domain)));
    const all = [...hosts, ...booted];
    return all.length < most ? withHosts(all, measure) : measure(all, folder);
  });
}

/** The hosts as if they were further away. */
async function atDistance(
  hosts: readonly PushedHost[],
  roundTrip: number,
  folder: string,
): Promise<{ readonly placed: readonly PushedHost[]; close(): Promise<unknown> }> {
  if (roundTrip === 0) return { placed: hosts, close: () => Promise.resolve() };
  const ways = await Promise.all(hosts.map(({ destination: { host, port } }) => longWayTo(host, port, roundTrip)));
  const placed = hosts.map(({ destination, ssh }, index) => {
    const { port = 0 } = ways[index] ?? {};
    const key = ssh[ssh.indexOf("-i") + 1] ?? "";
    return reachedAt({ ...destination, host: "127.0.0.1", port }, key, join(folder, `far-${index}`));
  });
  return { placed, close: () => Promise.all(ways.map((way) => way.close())) };
}

/** The rows of each size. The sizes take turns too, so that what else the machine does in one of the rounds is in all of them. */
async function measured(placed: readonly PushedHost[], distance: number): Promise<Row[][]> {
  const bySize = sizes.map((size) => ({ hosts: placed.slice(0, size), floor: [] as number[], changed: [] as number[], unchanged: [] as number[] }));
  for (let round = 0; round < rounds; round += 1) {
    for (const { hosts, floor, changed, unchanged } of bySize) {
      const release = await nginxRelease(domain, `${hosts.length} ${distance} ${round}\n`);
      let proofs: ProvenRelease[] = [];
      floor.push(await timed(() => Promise.all(hosts.map(sshTrue))));
      changed.push(await timed(async () => (proofs = await Promise.all(hosts.map(({ destination }) => push(destination, release))))));
      unchanged.push(await timed(() => Promise.all(hosts.map((host, index) => expectNothing(host, release, proofs[index]?.folder ?? "")))));
    }
  }
  return bySize.map(({ floor, changed, unchanged }) => [
    { what: "ssh true", seconds: floor },
    { what: "changed", seconds: changed },
    { what: "unchanged", seconds: unchanged },
  ]);
}
