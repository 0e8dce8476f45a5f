import { sha256 } from "./release";

/** What systemd adds to a unit's name for its folder of temporary files: `systemd-private-`, a boot's 32 digits, `-` and `-XXXXXX`. */
const besideUnitName = 16 + 32 + 1 + 7;

/** The unit that runs a site's application, or another part of the site. A name that is too long for file names is cut and gets a hash. */
export function unitName(site: string, part = ""): string {
  const name = `tlsup-${site}${part}.service`;
  return name.length + besideUnitName <= 255 ? name : `tlsup-${site.slice(0, 100)}-${sha256(site).slice(0, 8)}${part}.service`;
}

/** The path of a unit's file in a release, in the folder with all that it reads at its start. */
export function unitPath(unit: string): string {
  return `application/start/${unit}`;
}

/** The links that install and enable a unit of the release. */
export function unitLinks(unit: string): Readonly<Record<string, string>> {
  return {
    [`/etc/systemd/system/${unit}`]: unitPath(unit),
    [`/etc/systemd/system/multi-user.target.wants/${unit}`]: unitPath(unit),
  };
}

/** The confinement of a process that needs only its own files. Source: systemd.exec(5). */
export const confinement = `LockPersonality=yes
MemoryDenyWriteExecute=yes
NoNewPrivileges=yes
PrivateDevices=yes
PrivateTmp=yes
ProcSubset=pid
ProtectClock=yes
ProtectControlGroups=yes
ProtectHome=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectProc=invisible
ProtectSystem=strict
RestrictNamespaces=yes
RestrictRealtime=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources
SystemCallErrorNumber=EPERM
UMask=0077
`;

/** For a process that only other processes on its host can reach. */
export const loopbackHardening = `DynamicUser=yes
${confinement}CapabilityBoundingSet=
IPAddressAllow=localhost
IPAddressDeny=any
PrivateUsers=yes
RestrictAddressFamilies=AF_INET AF_UNIX
`;

/** For a process that serves its own host, but may also connect elsewhere: to a database, to an API. */
export const outgoingHardening = `DynamicUser=yes
${confinement}CapabilityBoundingSet=
PrivateUsers=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
`;

/**
 * For a process that installs software from others: it can reach the network, but on the host only what everyone may read. Processes that serve go first.
 */
export const installHardening = `DynamicUser=yes
${confinement}CapabilityBoundingSet=
CPUWeight=10
IOWeight=10
IPAddressDeny=link-local
IPAddressDeny=multicast
KeyringMode=private
OOMScoreAdjust=1000
PrivateIPC=yes
PrivateUsers=yes
RestrictAddressFamilies=AF_INET AF_INET6
RestrictSUIDSGID=yes
TasksMax=512
`;

/** For a process that listens on public ports below 1024. */
export const publicConfinement = `${confinement}AmbientCapabilities=CAP_NET_BIND_SERVICE
CapabilityBoundingSet=CAP_NET_BIND_SERVICE
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
`;

/** Like {@link publicConfinement}, as a user that exists only while the process runs. */
export const publicHardening = `DynamicUser=yes
${publicConfinement}`;

/**
 * A shell command that runs `command` once as its own unit, and passes on its output. `lines` are those of a unit's `[Service]`; the shell expands each `$`.
 */
export function runConfined(lines: string, command: string): string {
  const properties = lines
    .split("\n")
    .filter(Boolean)
    .map((line) => `--property="${line}"`);
  return `systemd-run --quiet --wait --pipe --collect ${properties.join(" ")} ${command}`;
}
