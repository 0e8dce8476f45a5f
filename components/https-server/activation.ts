import { quote } from "../shared/shell";
import { sha256, siteFolder, type Probe, type Release, type Service } from "./release";

/** A file of the archive that travels to the host. */
export interface ArchiveEntry {
  readonly path: string;
  readonly content: string;
  readonly mode: number;
}

/** How the activation ended, by its exit code. */
export const outcomes = { proven: 0, refused: 10, rolledBack: 11, rollbackFailed: 12, locked: 13 } as const;

/** How many releases stay on the host, the current one included. */
const keep = 3;

/**
 * Everything that is unpacked into a release's folder: its files, and under `.tlsup` what the host needs to check and to activate it.
 * `script` is the text of `activate.sh`. Throws when a name would break the host's tables.
 */
export function archive(release: Release, script: string): ArchiveEntry[] {
  const entries = [
    ...Object.entries(release.files).map(([path, content]) => ({ path, content, mode: 0o644 })),
    ...Object.entries(release.secrets).map(([path, content]) => ({ path, content, mode: 0o600 })),
    { path: ".tlsup/links", content: table(Object.entries(release.links)), mode: 0o600 },
    { path: ".tlsup/services", content: table(release.services.map(serviceRow)), mode: 0o600 },
    { path: ".tlsup/checks", content: release.checks.map((command) => `${command.map(quote).join(" ")}\n`).join(""), mode: 0o600 },
    { path: ".tlsup/probe", content: table([probeRow(release.probe)]), mode: 0o600 },
    { path: ".tlsup/activate", content: script, mode: 0o700 },
  ];
  const sums = entries.map(({ path, content }) => `${sha256(content)}  ${cell(path)}\n`).join("");
  return [...entries, { path: ".tlsup/sums", content: sums, mode: 0o600 }];
}

function probeRow({ serverName, port, sha256: leaf, healthPath }: Probe): readonly string[] {
  return [serverName, String(port), leaf, healthPath];
}

function serviceRow({ unit, action, when }: Service): readonly string[] {
  return [unit, action, when ?? "."];
}

function table(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(cell).join("\t")}\n`).join("");
}

function cell(text: string): string {
  if (/[\0\t\r\n\\]/.test(text) || text === "") throw new Error(`Cannot write a release as its names must be one line without tabs and backslashes: current value is ${JSON.stringify(text)}`);
  return text;
}

/**
 * Run on the host with the archive on standard input: installs what is missing, unpacks into a folder of its own, compares
 * every checksum, and makes it durable. Nothing that is in force is touched.
 */
export function receiveCommand(release: Release, folder: string): string {
  const home = siteFolder(release.site);
  const script = `set -euo pipefail
umask 022
export LC_ALL=C DEBIAN_FRONTEND=noninteractive PATH=/usr/sbin:/usr/bin:/sbin:/bin
[ "$(id -u)" = 0 ] || { echo "the SSH user must be root" >&2; exit 1; }
missing=()
for package in ${release.packages.map(quote).join(" ")}; do
  [ "$(dpkg-query -W -f '\${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
done
if [ "\${#missing[@]}" -gt 0 ]; then
  { apt-get update -q -o DPkg::Lock::Timeout=300 && apt-get install -q -y --no-install-recommends -o DPkg::Lock::Timeout=300 "\${missing[@]}"; } </dev/null >&2
fi
mkdir -p ${quote(`${home}/releases`)}
cd ${quote(`${home}/releases`)}
rm -rf .staging-*
mkdir ${quote(`.staging-${folder}`)}
tar --extract --directory ${quote(`.staging-${folder}`)} --no-same-owner --same-permissions
(cd ${quote(`.staging-${folder}`)} && sha256sum --quiet --strict --check .tlsup/sums)
find ${quote(`.staging-${folder}`)} -exec sync {} +
mv -T ${quote(`.staging-${folder}`)} ${quote(folder)}
sync .
`;
  return `bash -c ${quote(script)}`;
}

/** Activates an unpacked release. It runs as a unit of its own, so it finishes or rolls back even when the connection dies. */
export function activateCommand(release: Release, folder: string): string {
  const script = `${siteFolder(release.site)}/releases/${folder}/.tlsup/activate`;
  return ["systemd-run", "--quiet", "--wait", "--pipe", "--collect", `--unit=tlsup-activate-${folder}`, "bash", script, "activate", siteFolder(release.site), folder, String(keep)].map(quote).join(" ");
}

/** Takes a site off its host: its links, its services, its releases. */
export function removeCommand(site: string): string {
  const home = siteFolder(site);
  const script = `set -eu
cd ${quote(home)} 2>/dev/null || exit 0
current=$(readlink current) || { rm -rf ${quote(home)}; exit 0; }
exec bash "$current/.tlsup/activate" remove ${quote(home)} "\${current#releases/}" 0
`;
  return `bash -c ${quote(script)}`;
}

/** Prints what is in force: the release's folder, the served leaf, each link and the checksum and mode of each file. */
export function inspectCommand(site: string): string {
  const home = siteFolder(site);
  const script = `cd ${quote(home)} 2>/dev/null || exit 0
current=$(readlink current) || exit 0
exec bash "$current/.tlsup/activate" inspect ${quote(home)} "\${current#releases/}" 0
`;
  return `bash -c ${quote(script)}`;
}

/** Prints the text of a file of the release in force. */
export function showCommand(site: string, path: string): string {
  return `cat -- ${quote(`${siteFolder(site)}/current/${path}`)}`;
}
