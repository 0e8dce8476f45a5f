import { publicConfinement } from "../../release/common/unit";
import type { ServerPlan } from "./web-server";

/**
 * Confines Debian's unit of a server, with a drop-in that is part of the release: `kind` is its folder there.
 * `lines` are settings of a [Service] section, each with its line end. The host leaves it out for a unit that ran before the first site.
 */
export function confined(kind: string, unit: string, site: string, lines: string): Pick<ServerPlan, "files" | "links"> {
  return confinedBy(`${kind}/unit.conf`, unit, site, lines);
}

/** The same for a server of one site and one file, which it can serve by these lines alone. The host leaves no drop-in out but `unit.conf`. */
export function confinedAnyway(kind: string, unit: string, site: string, lines: string): Pick<ServerPlan, "files" | "links"> {
  return confinedBy(`${kind}/needed.conf`, unit, site, lines);
}

function confinedBy(file: string, unit: string, site: string, lines: string): Pick<ServerPlan, "files" | "links"> {
  return {
    files: { [file]: dropInText(lines) },
    links: { [`/etc/systemd/system/${unit}.d/tlsup-${site}.conf`]: file },
  };
}

/** The text of a drop-in with these lines of its [Service] section. */
export function dropInText(lines: string): string {
  return `# Written by tlsup; the next push replaces it.\n[Service]\n${lines}`;
}

/** For a server that runs as its own user from the start. It may use ports below 1024, and has no other privileges. */
export function confinedUser(user: string): string {
  return `User=${user}
Group=${user}
${publicConfinement}RestrictSUIDSGID=yes
RuntimeDirectory=tlsup-${user}
RuntimeDirectoryMode=0750
`;
}

/**
 * For a server that starts as root, reads keys, opens logs and then lets unprivileged processes work. Other sites on the server may keep
 * their files anywhere, even in home directories, and may load modules that compile at run time.
 */
export const confinedRoot = `CapabilityBoundingSet=CAP_CHOWN CAP_DAC_OVERRIDE CAP_KILL CAP_NET_BIND_SERVICE CAP_SETGID CAP_SETUID
KeyringMode=private
LockPersonality=yes
NoNewPrivileges=yes
PrivateDevices=yes
PrivateTmp=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHome=read-only
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectProc=invisible
ProtectSystem=full
RemoveIPC=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
SystemCallErrorNumber=EPERM
SystemCallFilter=@system-service
SystemCallFilter=~@resources
`;
