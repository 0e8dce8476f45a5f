import { execFile, execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { push, remove } from "../../components/release/push/execution/push";
import type { Release } from "../../components/release/common/release";
import { readTree } from "../../components/release/trees/execution/read-tree";
import { treeOf } from "../../components/release/trees/tree";
import type { Destination } from "../../components/shared/destination";
import { Droplet } from "../support/droplets";
import { nginxRelease } from "../support/release";
import { withCloud } from "./cloud";
import { table, timed } from "./table";

const rounds = 7;
const domain = "files.example.test";
const fileCount = 5000;
const fileBytes = 10_000;

/**
 * A site of 5,000 small files: its first push, and that of a change in one of them, beside `rsync -a` of the same folder to the same host, in turns. A push
 * reads the folder, as rsync does, and has the server's own check, the reload and the proof as well; rsync only copies. What a plan costs is a row of its own.
 */
export function benchFiles(): Promise<string> {
  requireRsync();
  return withCloud(async (folder) => {
    const droplet = await Droplet.create("files");
    await droplet.run("apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends rsync nginx openssl curl");
    const site = makeSite(join(folder, "site"));
    const bench = new Bench(site, await droplet.destination(), await nginxRelease(domain), rsyncTo(droplet, site, folder));
    const tables = [await bench.first(), await bench.change()].join("\n\n");
    await droplet.remove();
    return tables;
  });
}

class Bench {
  constructor(
    readonly site: string,
    readonly destination: Destination,
    readonly base: Release,
    readonly rsync: (name: string) => Promise<unknown>,
  ) {}

  async first(): Promise<string> {
    const times = { rsync: [] as number[], ours: [] as number[] };
    for (let round = 0; round < rounds; round += 1) {
      const release = this.#plan();
      times.rsync.push(await timed(() => this.rsync(`first-${round}`)));
      times.ours.push(await timed(() => push(this.destination, release)));
      await remove(this.destination, { site: domain, domain, aliases: {} });
    }
    return this.#table(`The first push of ${fileCount} files, ${(fileCount * fileBytes) / 1e6} MB`, times);
  }

  async change(): Promise<string> {
    const times = { rsync: [] as number[], ours: [] as number[] };
    const plans: number[] = [];
    await push(this.destination, this.#plan());
    await this.rsync("change");
    for (let round = 0; round < rounds; round += 1) {
      writeFileSync(join(this.site, "folder-7", "file-7.html"), randomBytes(fileBytes));
      plans.push(await timed(async () => this.#plan()));
      const release = this.#plan();
      times.rsync.push(await timed(() => this.rsync("change")));
      times.ours.push(await timed(() => push(this.destination, release)));
    }
    return [this.#table("A change in one of them", times), table("The folder's digest, in every preview", [{ what: "plan", seconds: plans }])].join("\n\n");
  }

  #plan(): Release {
    const tree = treeOf(this.site, readTree(this.site, "directory").entries ?? []);
    const files = Object.fromEntries(Object.entries(this.base.files).filter(([path]) => !path.startsWith("site/")));
    return { ...this.base, files, trees: { site: tree } };
  }

  #table(title: string, { rsync, ours }: { readonly rsync: readonly number[]; readonly ours: readonly number[] }): string {
    return table(title, [
      { what: "rsync -a", seconds: rsync },
      { what: "tlsup: pushed and proven", seconds: ours },
    ]);
  }
}

function makeSite(folder: string): string {
  for (let index = 0; index < fileCount; index += 1) {
    mkdirSync(join(folder, `folder-${index % 50}`), { recursive: true });
    writeFileSync(join(folder, `folder-${index % 50}`, `file-${Math.floor(index / 50)}.html`), randomBytes(fileBytes));
  }
  writeFileSync(join(folder, "index.html"), "bench\n");
  return folder;
}

function rsyncTo(droplet: Droplet, site: string, folder: string): (name: string) => Promise<unknown> {
  const shell = [
    "ssh",
    "-i",
    droplet.keyFile,
    "-o",
    "StrictHostKeyChecking=no",
    "-o",
    `UserKnownHostsFile=${join(folder, "known_hosts")}`,
    "-o",
    "LogLevel=ERROR",
  ].join(" ");
  return (name) => promisify(execFile)("rsync", ["--archive", "--rsh", shell, `${site}/`, `root@${droplet.address}:/root/${name}/`]);
}

function requireRsync(): void {
  try {
    execFileSync("rsync", ["--version"], { stdio: "ignore" });
  } catch (cause) {
    throw new Error("Cannot measure as rsync must be installed: run `apt-get install rsync` as root, then again", { cause });
  }
}
