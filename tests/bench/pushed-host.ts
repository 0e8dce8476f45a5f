import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { lookAt } from "../../components/release/push/execution/look-at";
import { push } from "../../components/release/push/execution/push";
import type { Release } from "../../components/release/common/release";
import type { Destination } from "../../components/shared/destination";
import { Droplet, until } from "../support/droplets";
import { nginxRelease } from "../support/release";

/** A host that serves a release, and how it is reached. */
export interface PushedHost {
  readonly destination: Destination;
  /** Options of OpenSSH's client for it. */
  readonly ssh: readonly string[];
}

/** Boots a host that serves a site by nginx. What reaches it is in files of `folder`. */
export async function bootHost(name: string, folder: string, domain: string): Promise<PushedHost & { readonly droplet: Droplet }> {
  const droplet = await Droplet.create(name);
  await until(
    () =>
      droplet.run("true").then(
        () => true,
        () => false,
      ),
    Boolean,
  );
  const destination = await droplet.destination();
  await push(destination, await nginxRelease(domain));
  const key = join(folder, `key-${name}`);
  writeFileSync(key, destination.privateKey, { mode: 0o600 });
  return { droplet, ...reachedAt(destination, key, join(folder, `known-${name}`)) };
}

/** A host by the address and port of a destination; `known` becomes its file of known hosts. */
export function reachedAt(destination: Destination, key: string, known: string): PushedHost {
  const { host, port, hostKey, user } = destination;
  writeFileSync(known, `[${host}]:${port} ${hostKey}\n${host} ${hostKey}\n`);
  const options = ["-q", "-F", "none", "-o", "IdentitiesOnly=yes", "-o", `UserKnownHostsFile=${known}`, "-i", key, "-p", String(port)];
  return { destination, ssh: [...options, `${user}@${host}`] };
}

/** Logs in by OpenSSH's client, and does nothing: the floor of every push. */
export async function sshTrue({ ssh }: PushedHost): Promise<void> {
  await promisify(execFile)("ssh", [...ssh, "true"]);
}

/** What a refresh does: one connection and one comparison. Fails if something differs. */
export async function expectNothing({ destination }: PushedHost, release: Release, folder: string): Promise<void> {
  const { differences } = await lookAt(destination, release, folder);
  if (differences.length > 0) throw new Error(`Cannot measure an unchanged release as it differs: ${differences.join("; ")}`);
}
