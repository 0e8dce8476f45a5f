import { confinement } from "../../release/common/unit";
import { webroot } from "../acme/http-challenge";
import { activationCommand } from "../lineage/activation-command";
import { programFiles, type HostFile } from "../lineage/host-files";
import { responderPath } from "../lineage/responder";
import { timedUnit } from "../lineage/timed-unit";
import { keptFolder, type KeeperInputs } from "./lineage";

/**
 * The parts of the agent, by their names; each is Python. `authority` and `own` make certificates: by a CA, or signed with their own keys. `by_file` and
 * `by_record` prove names to a CA.
 */
export const agentParts = [
  "__main__",
  "acme",
  "authority",
  "by_file",
  "by_record",
  "certificates",
  "keys",
  "order",
  "own",
  "schedule",
  "store",
  "suggestion",
] as const;

type Part = (typeof agentParts)[number];

/** The texts of the agent's parts. */
export type AgentTexts = Readonly<Record<Part, string>>;

type Planned = Pick<KeeperInputs, "site" | "names" | "directory" | "email" | "root" | "profile" | "keyType" | "records" | "days" | "standby" | "standbyKey">;

/** Where the agent has its program, and root the standby. */
export function programFolder(site: string): string {
  return `/usr/local/lib/tlsup-acme/${site}`;
}

/** The path of the standby's chain on the host. */
export function standbyPath(site: string): string {
  return `${programFolder(site)}/standby/fullchain.pem`;
}

/** The files that must be on the host besides those that the agent makes. */
export function hostFiles(inputs: Planned, texts: AgentTexts): HostFile[] {
  const { site, root, standby, standbyKey = "" } = inputs;
  const program = programFolder(site);
  return [
    ...programFiles(program, Object.fromEntries(partsOf(inputs).map(([name, part]) => [name, texts[part]]))),
    { path: `${program}/settings.json`, content: agentSettings(inputs), mode: "644" },
    ...(root === undefined ? [] : [{ path: `${program}/root.pem`, content: root, mode: "644" as const }]),
    ...(standby === undefined
      ? []
      : [
          { path: standbyPath(site), content: standby, mode: "644" as const },
          { path: `${program}/standby/privkey.pem`, content: standbyKey, mode: "640" as const },
        ]),
    ...timedUnit(`tlsup-acme-${site}`, `Keep the certificate of ${site}`, service(inputs, program), times),
  ];
}

/** The unit of the agent. */
export function agentUnit(site: string): string {
  return `tlsup-acme-${site}.service`;
}

/** Which part each file of the agent is. */
function partsOf({ directory, records }: Planned): readonly (readonly [name: string, part: Part])[] {
  const common = ["__main__", "certificates", "keys", "schedule", "store"] as const;
  const named = (parts: readonly Part[]) => parts.map((part) => [part, part] as const);
  if (directory === undefined) return [...named(common), ["issuer", "own"]];
  return [...named([...common, "acme", "order", "suggestion"]), ["issuer", "authority"], ["proof", records === undefined ? "by_file" : "by_record"]];
}

/** Twice an hour, as the window of the shortest profile is three hours wide; at each start, the agent decides whether there is something to do. */
const times = `OnBootSec=10s
OnCalendar=*:00/30
Persistent=true
`;

/** Whether the CA asks the host for the names. */
export function isAsked({ directory, records }: Pick<KeeperInputs, "directory" | "records">): boolean {
  return directory !== undefined && records === undefined;
}

const challenges = `${webroot}/.well-known/acme-challenge`;

function agentSettings(inputs: Planned): string {
  const { site, names, directory, email, profile, keyType, records, days } = inputs;
  const proof = isAsked(inputs) ? { challenges } : { records };
  return `${JSON.stringify({ site, names: [...names].sort(), directory, email, profile, keyType, days, ...proof }, undefined, 2)}\n`;
}

/** The agent runs as an unprivileged user; the activation of its certificate runs as root, even if the agent failed. */
function service(inputs: Planned, program: string): string {
  const { site } = inputs;
  const [before, after] = isAsked(inputs)
    ? [
        `ExecStartPre=+/usr/bin/install --directory --owner=tlsup-acme --mode=0755 ${challenges}
ExecStartPre=-+/bin/sh -c 'runuser -u tlsup-acme -- python3 -I ${program} due && exec bash ${responderPath(program)} start'
`,
        `ExecStopPost=-+/bin/bash ${responderPath(program)} stop
ReadWritePaths=-${challenges}
`,
      ]
    : ["", ""];
  return `User=tlsup-acme
StateDirectory=tlsup-acme/${site}
StateDirectoryMode=0700
TimeoutStartSec=15min
${before}ExecStart=-/usr/bin/python3 -I ${program} renew
ExecStart=+${activationCommand(keptFolder(site))}
${confinement}CapabilityBoundingSet=
${after}RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
`;
}
