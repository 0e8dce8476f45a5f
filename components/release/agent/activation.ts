import { quote } from "../../shared/shell";
import { releaseFaults } from "../common/release-faults";
import { noteOf } from "../common/note";
import { treeLinks } from "../trees/placement";
import { hostNames, sha256, siteFolder, type Probe, type Release, type Service } from "../common/release";

/** A file of the archive that is sent to the host. */
export interface ArchiveEntry {
  readonly path: string;
  readonly content: string;
  readonly mode: number;
  /**
   * Its modification time.
   * @default the time of the push
   */
  readonly mtime?: Date;
}

/** The scripts that run on the host, joined from the `.sh` files in this folder. */
export interface HostScripts {
  /** Receives a release. */
  readonly receive: string;
  /** Is sent with the release, and activates it. */
  readonly activate: string;
  /** Inspects the release in force. */
  readonly inspect: string;
}

/**
 * Everything that is unpacked into a release's folder: its files, and under `.tlsup` what the host needs to check and activate it.
 * `pusher` is the sender. Throws if a name in the release is not safe: see `releaseFaults`.
 */
export function archive(release: Release, { activate }: Pick<HostScripts, "activate">, pusher: string): ArchiveEntry[] {
  const faults = releaseFaults(release);
  if (faults.length > 0)
    throw new Error(`Cannot write a release as its names must be safe on the host: ${faults.map(({ path, problem }) => `${path} ${problem}`).join("; ")}`);
  const units = new Set(Object.entries(release.links).flatMap(([path, target]) => (path.startsWith("/etc/systemd/") ? [target] : [])));
  const entries: ArchiveEntry[] = [
    ...Object.entries(release.files).map(([path, content]) => ({ path, content, mode: 0o644, ...(units.has(path) && { mtime: timeOf(content) }) })),
    ...Object.entries(release.secrets).map(([path, content]) => ({ path, content, mode: 0o600 })),
    { path: ".tlsup/links", content: table(Object.entries(release.links)), mode: 0o600 },
    { path: ".tlsup/services", content: table(release.services.map(serviceRow)), mode: 0o600 },
    { path: ".tlsup/checks", content: commands(release.checks), mode: 0o600 },
    { path: ".tlsup/complaints", content: commands(release.complaints), mode: 0o600 },
    {
      path: ".tlsup/probes",
      content: table(release.probes.map(probeRow)),
      mode: 0o600,
    },
    { path: ".tlsup/ports", content: table(release.ports.map(({ port, unit, demand }) => [String(port), unit, demand ?? "."])), mode: 0o600 },
    { path: ".tlsup/domain", content: table([[release.domain]]), mode: 0o600 },
    { path: ".tlsup/names", content: table(release.names.map((path) => [path])), mode: 0o600 },
    { path: ".tlsup/aliases", content: table(aliasRows(release)), mode: 0o600 },
    {
      path: ".tlsup/certificate",
      content: table([release.certificate.source === "release" ? ["release", release.certificate.sha256] : ["lineage", release.certificate.folder]]),
      mode: 0o600,
    },
    { path: ".tlsup/certificate-files", content: table(release.certificateFiles.map(({ path, parts, owner }) => [path, parts.join(" "), owner])), mode: 0o600 },
    { path: ".tlsup/preparation", content: commands(release.preparation), mode: 0o600 },
    { path: ".tlsup/takeovers", content: table(release.takeovers.map((path) => [path])), mode: 0o600 },
    { path: ".tlsup/trees", content: table(Object.entries(release.trees).map(([path, { digest }]) => [path, digest])), mode: 0o600 },
    { path: ".tlsup/release.json", content: noteOf(release), mode: 0o600 },
    { path: ".tlsup/activate", content: activate, mode: 0o700 },
    { path: ".tlsup/pushed-by", content: `${cell(pusher)}\n`, mode: 0o600 },
  ];
  const sums = entries.map(({ path, content }) => `${sha256(content)}  ${cell(path)}\n`).join("");
  return [...entries, { path: ".tlsup/sums", content: sums, mode: 0o600 }];
}

/** A time derived from the content: systemd considers a unit changed when its file's time differs. */
function timeOf(content: string): Date {
  return new Date(Number.parseInt(sha256(content).slice(0, 7), 16) * 1000);
}

function probeRow(probe: Probe): string[] {
  const { protocol, serverName, port, address } = probe;
  return [protocol, serverName, String(port), "healthPath" in probe ? probe.healthPath : ".", ...(address === undefined ? [] : [address])];
}

function serviceRow({ unit, action, when, lingering, shared }: Service): readonly string[] {
  return [unit, action, when ?? ".", lingering ?? ".", shared === true ? "shared" : "."];
}

/** One row for each path of each name; a dot for a name without files of its own. */
function aliasRows({ aliases }: Release): string[][] {
  const rows = Object.entries(aliases).sort(([one], [other]) => (one < other ? -1 : 1));
  return rows.flatMap(([name, paths]) => (paths.length === 0 ? ["."] : paths).map((path) => [name, path]));
}

function commands(list: Release["checks"]): string {
  return list.map((command) => `${command.map(quote).join(" ")}\n`).join("");
}

function table(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(cell).join("\t")}\n`).join("");
}

function cell(text: string): string {
  if (/[\0\t\r\n\\]/.test(text) || text === "")
    throw new Error(`Cannot write a release as its names must be one line without tabs and backslashes: current value is ${JSON.stringify(text)}`);
  return text;
}

/** What the host is told about a push, apart from the release. */
export interface Arrival {
  /** The release's folder on the host. */
  readonly folder: string;
  /** The sender: user@machine. */
  readonly pusher: string;
  /** The time at the sender, in seconds since 1970. */
  readonly clock: number;
  /** The archive that is sent. */
  readonly entries: readonly ArchiveEntry[];
}

/**
 * Runs on the host as root with the archive on standard input: checks the host, installs missing packages, unpacks into a new folder
 * and compares every checksum. It touches nothing that is in force. It then activates a release without trees immediately. One with
 * trees is activated by {@link enterCommand}, once they are in place.
 */
export function receiveCommand(release: Release, { receive }: Pick<HostScripts, "receive">, { folder, pusher, clock, entries }: Arrival): string {
  const bytes = entries.reduce((sum, { content }) => sum + Buffer.byteLength(content), 0);
  const own = new Set(Object.keys(release.links));
  const units = [...new Set(release.services.map(({ unit }) => unit))].filter((unit) => !own.has(`/etc/systemd/system/${unit}`));
  const unitLinks = Object.entries(release.links).filter(([path]) => path.startsWith("/etc/systemd/system/"));
  const links = treeLinks(release);
  return bash(`${receive}
home=${quote(siteFolder(release.site))} folder=${quote(folder)} pusher=${quote(cell(pusher))} clock=${clock} bytes=${bytes} entries=${entries.length}
packages=(${release.packages.map(quote).join(" ")})
units=(${units.map(quote).join(" ")})
unit_links=(${unitLinks.map(([path, target]) => quote(`${path}\t${target}`)).join(" ")})
ports=(${release.ports.map(({ port, unit }) => quote(`${port}\t${unit}`)).join(" ")})
link_trees() { ${["true", ...links].join(" && ")}; }
receive
${links.length === 0 ? "enter" : ""}
`);
}

/** Activates a release that has been received. */
export function enterCommand(release: Release, { receive }: Pick<HostScripts, "receive">, { folder, pusher }: Arrival): string {
  return bash(`${receive}
home=${quote(siteFolder(release.site))} folder=${quote(folder)} pusher=${quote(cell(pusher))}
enter
`);
}

/** Deletes what arrived of a release that is not activated. */
export function discardCommand(release: Release, { receive }: Pick<HostScripts, "receive">, { folder }: Arrival): string {
  return bash(`${receive}
home=${quote(siteFolder(release.site))}
discard ${quote(folder)}
`);
}

/** A release that is to be removed from its host. */
export interface RemovedRelease extends Pick<Release, "site" | "domain" | "aliases"> {
  /**
   * Its folder on the host, or that of the release before it, if it may have been rolled back.
   * @default not known: its names decide
   */
  readonly folder?: string;
}

/**
 * Removes a release's names from its host, and with them the site's links, services and releases, unless a later release of the site has other names.
 * Like an activation, it runs as its own unit.
 */
export function removeCommand(release: RemovedRelease, pusher: string): string {
  const home = siteFolder(release.site);
  const removed = [cell(pusher), release.folder ?? "", ...hostNames(release)].map(quote).join(" ");
  // Any release can do it, and has to if a removal was cut short: then there is no current one any more.
  return bash(`for activate in ${quote(home)}/{current,releases/*}/.tlsup/activate; do
  [ ! -f "$activate" ] ||
    exec systemd-run --quiet --wait --pipe --collect bash "$activate" remove ${quote(home)} ${removed} < /dev/null
done
rm -rf ${quote(home)}
`);
}

/** Prints the state of the release in force: see `parseInspection`. */
export function inspectCommand(site: string, { inspect }: Pick<HostScripts, "inspect">): string {
  return bash(`${inspect}
home=${quote(siteFolder(site))}
inspect
`);
}

/** Prints the folder that the release in force was pushed as, and its note; nothing if no release is in force. */
export function noteCommand(site: string): string {
  const current = quote(`${siteFolder(site)}/current`);
  return bash(`folder=$(readlink ${current}) || exit 0
cd ${current}/ || exit
folder=\${folder#releases/}
if [ -f .tlsup/renewed-from ]; then folder=$(< .tlsup/renewed-from); fi
printf '%s\n' "$folder"
if [ -f .tlsup/release.json ]; then cat .tlsup/release.json; fi
`);
}

/** Prints the text of a file of the release in force. */
export function showCommand(site: string, path: string): string {
  return `cat -- ${quote(`${siteFolder(site)}/current/${path}`)}`;
}

function bash(script: string): string {
  return `exec bash -c ${quote(script)}`;
}
