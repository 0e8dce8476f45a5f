import { outgoingHardening } from "../../release/common/unit";
import { programFiles, type HostFile } from "../lineage/host-files";
import { timedUnit } from "../lineage/timed-unit";
import { renewalUnit } from "./host-plan";
import { lineageFolder, type CertbotInputs } from "./lineage";

/** The parts of the program that asks the CA whether it wants a certificate renewed early, by their names; each is Python. */
export const earlyParts = ["__main__", "acme", "certificates", "keys", "schedule", "store", "suggestion"] as const;

/** The texts of the program's parts. */
export type EarlyTexts = Readonly<Record<(typeof earlyParts)[number], string>>;

/** The folder of the program. */
export function earlyProgram(site: string): string {
  return `/usr/local/lib/tlsup-ari/${site}`;
}

/** The folder with what the CA said; the program's user has it. */
export function earlyNotes(site: string): string {
  return `/var/lib/private/tlsup-ari/${site}`;
}

/** What keeps the CA from being asked; `timer` is the state of the timer. */
export function earlyDrift(site: string, timer: string | undefined): string[] {
  return timer === "active" ? [] : [`tlsup-ari-${site}.timer is off: the CA is not asked whether it wants another certificate before its time`];
}

/** The files that have certbot renew a certificate when its CA wants that before certbot's own timer would do it: RFC 9773. */
export function earlyFiles({ site, directory }: Pick<CertbotInputs, "site" | "directory">, texts: EarlyTexts): HostFile[] {
  const program = earlyProgram(site);
  return [
    ...programFiles(program, texts),
    { path: `${program}/settings.json`, content: `${JSON.stringify({ directory })}\n`, mode: "644" },
    ...timedUnit(`tlsup-ari-${site}`, `Renew the certificate of ${site} when its CA wants that early`, service(site, program), times),
  ];
}

const times = `OnBootSec=2min
OnCalendar=*:00/30
`;

/**
 * What talks to the CA has a user of its own, and sees of certbot's files the chain alone, as systemd 252 gives no credentials to a condition. certbot is
 * root and has the usual mask, as by its own timer, and its hook puts the certificate in force. A host that loses power before the hook has done so never
 * runs it again, so each start of this puts in force what is not.
 */
function service(site: string, program: string): string {
  return `StateDirectory=tlsup-ari/${site}
TemporaryFileSystem=/mnt:ro
BindReadOnlyPaths=${lineageFolder(site)}/fullchain.pem:/mnt/fullchain.pem
ExecCondition=/usr/bin/python3 -I ${program} /mnt
ExecStart=+/usr/bin/certbot renew --non-interactive --no-random-sleep-on-renew --force-renewal --cert-name ${site}
TimeoutStartSec=15min
${outgoingHardening}UMask=0022
[Unit]
Wants=${renewalUnit(site)}
`;
}
