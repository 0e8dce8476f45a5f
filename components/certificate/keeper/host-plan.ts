import { confinement } from "../../release/common/unit";
import { webroot } from "../acme/http-challenge";
import { activationCommand } from "../lineage/activation-command";
import type { HostFile } from "../lineage/host-files";
import { keptFolder, type KeeperInputs } from "./lineage";

/** The parts of the agent, by their names; each is Python. */
export const agentParts = ["__main__", "acme", "alarm", "certificates", "keys", "order", "schedule", "store"] as const;

/** The texts of the agent's parts. */
export type AgentTexts = Readonly<Record<(typeof agentParts)[number], string>>;

type Planned = Pick<KeeperInputs, "site" | "names" | "directory" | "email" | "root" | "profile" | "keyType" | "webhook">;

/** The files that must be on the host besides those that the agent makes. */
export function hostFiles(inputs: Planned, texts: AgentTexts): HostFile[] {
  const { site, root, webhook } = inputs;
  const program = `/usr/local/lib/tlsup-acme/${site}`;
  return [
    ...agentParts.map((part): HostFile => ({ path: `${program}/${part}.py`, content: texts[part], mode: "644" })),
    { path: `${program}/settings.json`, content: agentSettings(inputs), mode: "644" },
    ...(root === undefined ? [] : [{ path: `${program}/root.pem`, content: root, mode: "644" as const }]),
    ...(webhook === undefined ? [] : [{ path: `${program}/webhook`, content: webhook, mode: "600" as const }]),
    { path: `/etc/systemd/system/${agentUnit(site)}`, content: unit(site, program, webhook !== undefined), mode: "644" },
    { path: `/etc/systemd/system/tlsup-acme-${site}.timer`, content: timer(site), mode: "644" },
  ];
}

/** The unit of the agent. */
export function agentUnit(site: string): string {
  return `tlsup-acme-${site}.service`;
}

const challenges = `${webroot}/.well-known/acme-challenge`;

function agentSettings({ site, names, directory, email, profile, keyType }: Planned): string {
  return `${JSON.stringify({ site, names: [...names].sort(), directory, email, profile, keyType, challenges }, undefined, 2)}\n`;
}

/** The agent runs as an unprivileged user; the activation of its certificate runs as root, even if the agent failed. */
function unit(site: string, program: string, hasWebhook: boolean): string {
  return `# Written by tlsup.
[Unit]
Description=Keep the certificate of ${site}
After=network-online.target time-sync.target
Wants=network-online.target

[Service]
Type=oneshot
User=tlsup-acme
StateDirectory=tlsup-acme/${site}
StateDirectoryMode=0700
TimeoutStartSec=15min
ExecStartPre=+/usr/bin/install --directory --owner=tlsup-acme --mode=0755 ${challenges}
ExecStart=-/usr/bin/python3 -I ${program} renew
ExecStart=+${activationCommand(keptFolder(site))}
${hasWebhook ? tellLine(program) : ""}${confinement}CapabilityBoundingSet=
ReadWritePaths=-${challenges}
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
`;
}

/** Only root can read the webhook's URL. It is passed on standard input, as systemd's credentials are not available when a unit stops. */
function tellLine(program: string): string {
  return `ExecStopPost=-+/bin/bash -c 'exec ${asAgent} /usr/bin/python3 -I ${program} tell < ${program}/webhook'\n`;
}

const asAgent = "setpriv --reuid=tlsup-acme --regid=tlsup-acme --clear-groups --no-new-privs --bounding-set=-all";

/** Twice an hour, as the window of the shortest profile is three hours wide; at each start, the agent decides whether there is something to do. */
function timer(site: string): string {
  return `# Written by tlsup.
[Unit]
Description=Keep the certificate of ${site}

[Timer]
OnBootSec=10s
OnCalendar=*:00/30
RandomizedDelaySec=5min
Persistent=true

[Install]
WantedBy=timers.target
`;
}
