import { push, type ProvenRelease } from "../../components/release/push/execution/push";
import { nginxRelease } from "../support/release";
import { withCloud } from "./cloud";
import { bootHost, expectNothing, sshTrue, type PushedHost } from "./pushed-host";
import { table, timed } from "./table";

const rounds = 15;
const many = 10;
const domain = "bench.push.test";

/**
 * A push on hosts that run already, beside `ssh true` by OpenSSH's client, in turns. Changed is another page and another certificate: sent, rehearsed,
 * swapped, reloaded, proven. Unchanged is what a refresh does: one connection and one comparison.
 */
export function benchPush(): Promise<string> {
  return withCloud(async (folder) => {
    const hosts = await Promise.all(Array.from({ length: many }, (_, index) => bootHost(`bench-${index}`, folder, domain)));
    const [first] = hosts;
    if (!first) throw new Error("There is no host");
    const tables = [await one(first), await all(hosts)];
    await Promise.all(hosts.map(({ droplet }) => droplet.remove()));
    return tables.join("\n\n");
  });
}

async function one(first: PushedHost): Promise<string> {
  const [floor, changed, unchanged]: number[][] = [[], [], []];
  for (let round = 0; round < rounds; round += 1) {
    const release = await nginxRelease(domain, `${round}\n`);
    floor?.push(await timed(() => sshTrue(first)));
    let proof: ProvenRelease | undefined;
    changed?.push(await timed(async () => (proof = await push(first.destination, release))));
    unchanged?.push(await timed(() => expectNothing(first, release, proof?.folder ?? "")));
  }
  return table("1 host", [
    { what: "ssh true", seconds: floor ?? [] },
    { what: "changed", seconds: changed ?? [] },
    { what: "unchanged", seconds: unchanged ?? [] },
  ]);
}

async function all(hosts: readonly PushedHost[]): Promise<string> {
  const [floor, changed]: number[][] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    const release = await nginxRelease(domain, `all ${round}\n`);
    floor?.push(await timed(() => Promise.all(hosts.map(sshTrue))));
    changed?.push(await timed(() => Promise.all(hosts.map(({ destination }) => push(destination, release)))));
  }
  return table(`${hosts.length} hosts in parallel`, [
    { what: "ssh true", seconds: floor ?? [] },
    { what: "changed", seconds: changed ?? [] },
  ]);
}
