import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { lookAt } from "../../components/release/push/execution/look-at";
import { push, type ProvenRelease } from "../../components/release/push/execution/push";
import type { Release } from "../../components/release/common/release";
import type { Destination } from "../../components/shared/destination";
import { Droplet, until } from "../support/droplets";
import { nginxRelease } from "../support/release";
import { withCloud } from "./cloud";
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
    const hosts = await Promise.all(Array.from({ length: many }, (_, index) => host(index, folder)));
    const [first] = hosts;
    if (!first) throw new Error("There is no host");
    const tables = [await one(first), await all(hosts)];
    await Promise.all(hosts.map(({ droplet }) => droplet.remove()));
    return tables.join("\n\n");
  });
}

/** A host that serves a release. */
interface Host {
  readonly droplet: Droplet;
  readonly destination: Destination;
  /** Options of OpenSSH's client for it. */
  readonly ssh: readonly string[];
}

async function host(index: number, folder: string): Promise<Host> {
  const droplet = await Droplet.create(`bench-${index}`);
  await until(
    () =>
      droplet.run("true").then(
        () => true,
        () => false,
      ),
    Boolean,
  );
  const destination = await droplet.destination();
  const [key, known] = [join(folder, `key-${index}`), join(folder, `known-${index}`)];
  writeFileSync(key, destination.privateKey, { mode: 0o600 });
  writeFileSync(known, `${destination.host} ${destination.hostKey}\n`);
  await push(destination, await nginxRelease(domain));
  return {
    droplet,
    destination,
    ssh: ["-q", "-F", "none", "-o", "IdentitiesOnly=yes", "-o", `UserKnownHostsFile=${known}`, "-i", key, `root@${destination.host}`],
  };
}

async function one(first: Host): Promise<string> {
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

async function all(hosts: readonly Host[]): Promise<string> {
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

async function sshTrue({ ssh }: Host): Promise<void> {
  await promisify(execFile)("ssh", [...ssh, "true"]);
}

async function expectNothing({ destination }: Host, release: Release, folder: string): Promise<void> {
  const { differences } = await lookAt(destination, release, folder);
  if (differences.length > 0) throw new Error(`Cannot measure an unchanged release as it differs: ${differences.join("; ")}`);
}
