import type { Release, Service } from "../../release/common/release";
import { confined } from "../../server/common/hardening";

/** Denies a service access to the machine itself, but not to its users' files and to programs that run as them. Source: systemd.exec(5). */
const machineIsForeign = `KeyringMode=private
LockPersonality=yes
PrivateDevices=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectSystem=full
RestrictAddressFamilies=AF_INET AF_INET6 AF_NETLINK AF_UNIX
RestrictRealtime=yes
SystemCallArchitectures=native
SystemCallErrorNumber=EPERM
`;

/** The capabilities of a service that starts as root, reads its key, and then works as the users that it serves. */
const rootThenUsers = [
  "CAP_CHOWN",
  "CAP_DAC_OVERRIDE",
  "CAP_DAC_READ_SEARCH",
  "CAP_FOWNER",
  "CAP_KILL",
  "CAP_NET_BIND_SERVICE",
  "CAP_SETGID",
  "CAP_SETUID",
  "CAP_SYS_CHROOT",
];

/** Lines of a [Service] section. `capabilities` are added to those that every service of this sort needs. */
export function serviceConfinement(capabilities: readonly string[] = []): string {
  return `CapabilityBoundingSet=${[...rootThenUsers, ...capabilities].sort().join(" ")}
${machineIsForeign}SystemCallFilter=@system-service chroot
${capabilities.includes("CAP_SYS_ADMIN") ? "" : "RestrictNamespaces=yes\n"}`;
}

/**
 * Lines of a [Service] section for a service that runs as `user` from the start. Clients on the host authenticate by their user,
 * so the unit must see the host's real users.
 */
export function userConfinement(user: string): string {
  return `User=${user}
CapabilityBoundingSet=
${machineIsForeign}SystemCallFilter=@system-service
SystemCallFilter=~@privileged
NoNewPrivileges=yes
PrivateMounts=yes
PrivateTmp=yes
ProtectHome=yes
ProtectProc=invisible
RestrictNamespaces=yes
RestrictSUIDSGID=yes
UMask=0077
`;
}

/** The folder of the release with what a kind's unit reads at its start: a change there needs a restart. */
export function startFolder(kind: string): string {
  return `${kind}/start`;
}

/** A drop-in for a unit of the distribution, with `lines` for its [Service] section. */
export function dropIn(kind: string, unit: string, site: string, lines: string): Pick<Release, "files" | "links"> {
  return confined(startFolder(kind), unit, site, lines);
}

/** A service that applies certificate and configuration on a reload, which drops no session, and its start folder on a restart. */
export function reloaded(kind: string, unit: string): Service[] {
  return [
    { unit, action: "restart", when: startFolder(kind) },
    { unit, action: "reload", when: "tls" },
    { unit, action: "reload", when: kind },
  ];
}
