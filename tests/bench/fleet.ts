import { join } from "node:path";
import { push, type ProvenRelease } from "../../components/release/push/execution/push";
import { nginxRelease } from "../support/release";
import { withCloud } from "./cloud";
import { longWayTo } from "./far-away";
import { bootHost, expectNothing, reachedAt, sshTrue, type PushedHost } from "./pushed-host";
import { table, timed } from "./table";

const rounds = 7;
/** A local cloud has addresses for 14 machines. */
const sizes = [1, 5, 10] as const;
const most = Math.max(...sizes);
/** In milliseconds, there and back. */
const distances = [0, 50] as const;
const domain = "bench.fleet.test";

/**
 * Pushes to a fleet in parallel, beside as many `ssh true` by OpenSSH's client in parallel, in turns, on this machine and 50 ms away. Changed is another page
 * and another certificate on every host: sent, rehearsed, swapped, reloaded, proven. Unchanged is what a refresh does.
 */
export function benchFleet(): Promise<string> {
  return withCloud(async (folder) => {
    const hosts = await Promise.all(Array.from({ length: most }, (_, index) => bootHost(`fleet-${index}`, folder, domain)));
    const tables: string[] = [];
    for (const distance of distances) {
      const { placed, close } = await atDistance(hosts, distance, folder);
      for (const size of sizes) tables.push(await measured(placed.slice(0, size), distance));
      await close();
    }
    await Promise.all(hosts.map(({ droplet }) => droplet.remove()));
    return tables.join("\n\n");
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

async function measured(hosts: readonly PushedHost[], distance: number): Promise<string> {
  const [floor, changed, unchanged]: [number[], number[], number[]] = [[], [], []];
  for (let round = 0; round < rounds; round += 1) {
    const release = await nginxRelease(domain, `${hosts.length} ${distance} ${round}\n`);
    let proofs: ProvenRelease[] = [];
    floor.push(await timed(() => Promise.all(hosts.map(sshTrue))));
    changed.push(await timed(async () => (proofs = await Promise.all(hosts.map(({ destination }) => push(destination, release))))));
    unchanged.push(await timed(() => Promise.all(hosts.map((host, index) => expectNothing(host, release, proofs[index]?.folder ?? "")))));
  }
  const hostsInWords = hosts.length === 1 ? "1 host" : `${hosts.length} hosts in parallel`;
  return table(`${hostsInWords}, ${distance} ms there and back`, [
    { what: "ssh true", seconds: floor },
    { what: "changed", seconds: changed },
    { what: "unchanged", seconds: unchanged },
  ]);
}
