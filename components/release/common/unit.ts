import { sha256 } from "./release";

/** What systemd's folder for a unit's temporary files is called beside the unit's name: `systemd-private-`, a boot's 32 digits, `-` and `-XXXXXX`. */
const besideUnitName = 16 + 32 + 1 + 7;

/** The unit that runs a site's application, or another part of the site. A name that is too long for files named by it is cut, and told apart by a hash. */
export function unitName(site: string, part = ""): string {
  const name = `tlsup-${site}${part}.service`;
  return name.length + besideUnitName <= 255 ? name : `tlsup-${site.slice(0, 100)}-${sha256(site).slice(0, 8)}${part}.service`;
}

/** Where a unit's file is in a release, beside whatever else it is started with. */
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

/** What confines a process that needs nothing but its own files. Source: systemd.exec(5). */
const confinement = `LockPersonality=yes
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

/** A process that only other processes of its host reach. */
export const loopbackHardening = `DynamicUser=yes
${confinement}CapabilityBoundingSet=
IPAddressAllow=localhost
IPAddressDeny=any
PrivateUsers=yes
RestrictAddressFamilies=AF_INET AF_UNIX
`;

/** A process that is reached from its own host, and may itself go out: to a database, to an API. */
export const outgoingHardening = `DynamicUser=yes
${confinement}CapabilityBoundingSet=
PrivateUsers=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
`;

/**
 * A process that installs what others have written: it reaches the network, and nothing of the host's but what everybody may read; whoever serves goes first.
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

/** A process that the network reaches on ports below 1024. */
export const publicConfinement = `${confinement}AmbientCapabilities=CAP_NET_BIND_SERVICE
CapabilityBoundingSet=CAP_NET_BIND_SERVICE
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
`;

/** As {@link publicConfinement}, as a user that exists while the process runs. */
export const publicHardening = `DynamicUser=yes
${publicConfinement}`;

/**
 * Runs a command as a unit of its own, once, in a shell; its output is the caller's. `lines` are those of a unit's `[Service]`; a `$` in them is the shell's.
 */
export function runConfined(lines: string, command: string): string {
  const properties = lines
    .split("\n")
    .filter(Boolean)
    .map((line) => `--property="${line}"`);
  return `systemd-run --quiet --wait --pipe --collect ${properties.join(" ")} ${command}`;
}
