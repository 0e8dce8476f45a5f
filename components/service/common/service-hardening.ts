import type { Release, Service } from "../../release/common/release";

/** What takes the machine itself away from a service. Its users' files, and programs that run as them, stay within its reach. Source: systemd.exec(5). */
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

/** Capabilities that a service needs which starts as root, reads its key, and does its work as the users that it serves. */
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

/** Lines of a [Service] section. `capabilities`: those beyond what every service of this sort needs. */
export function serviceConfinement(capabilities: readonly string[] = []): string {
  return `CapabilityBoundingSet=${[...rootThenUsers, ...capabilities].sort().join(" ")}
${machineIsForeign}SystemCallFilter=@system-service chroot
${capabilities.includes("CAP_SYS_ADMIN") ? "" : "RestrictNamespaces=yes\n"}`;
}

/**
 * For a service that is `user` from the start: lines of a [Service] section. Clients of the host prove by their user who they are,
 * so users stay what they are in the unit as well.
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

/** What a kind's unit is started with is in this folder of the release: a change of it is taken up by a restart. */
export function startFolder(kind: string): string {
  return `${kind}/start`;
}

/** A drop-in of a unit that the distribution brings, with `lines` for its [Service] section. */
export function dropIn(kind: string, unit: string, site: string, lines: string): Pick<Release, "files" | "links"> {
  const file = `${startFolder(kind)}/unit.conf`;
  return {
    files: { [file]: `# Written by tlsup; the next push replaces it.\n[Service]\n${lines}` },
    links: { [`/etc/systemd/system/${unit}.d/tlsup-${site}.conf`]: file },
  };
}

/** A service that takes certificate and configuration up by a reload, which drops no session, and what it is started with by a restart. */
export function reloaded(kind: string, unit: string): Service[] {
  return [
    { unit, action: "restart", when: startFolder(kind) },
    { unit, action: "reload", when: "tls" },
    { unit, action: "reload", when: kind },
  ];
}
