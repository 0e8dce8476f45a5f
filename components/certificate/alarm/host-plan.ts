import { sitesFolder } from "../../release/common/release";
import { programFiles, type HostFile } from "../lineage/host-files";
import { timedUnit } from "../lineage/timed-unit";
import type { Alarms } from "../common/alarm-settings";

/** The parts of the program that sends alarms, by their names; each is Python. */
export const alarmParts = ["__main__", "logs", "post", "schedule"] as const;

/** The texts of the program's parts. */
export type AlarmTexts = Readonly<Record<(typeof alarmParts)[number], string>>;

/** A certificate that a host keeps. */
export interface Watched extends Alarms {
  readonly site: string;
}

/** How its host keeps it. */
export interface Keeping {
  /** The folder that releases take it from. */
  readonly lineage: string;
  /** The folder with the notes of what asks its CA. */
  readonly notes: string;
  /** The unit that renews it, and its timer, without their endings. */
  readonly renews: string;
  /** The unit that puts it in force, without its ending. */
  readonly activates: string;
  /** The command that tries again at once. */
  readonly retry: string;
  /**
   * Whether it is renewed as `pulumi up` would renew it.
   * @default false: with a third of its lifetime left, or when the CA suggests it
   */
  readonly byValidity?: boolean;
  /**
   * The chain that is served when it could not be renewed.
   * @default none
   */
  readonly standby?: string;
}

/** The files of the program that sends alarms; none when there are no alarms. */
export function alarmFiles(watched: Watched, keeping: Keeping, texts: AlarmTexts): HostFile[] {
  if (!hasAlarms(watched)) return [];
  const { site, alarm, webhook, ping } = watched;
  const program = `/usr/local/lib/tlsup-alarm/${site}`;
  return [
    ...programFiles(program, texts),
    {
      path: `${program}/settings.json`,
      content: `${JSON.stringify({ site, sites: sitesFolder, ...keeping, ...alarm, webhook, ping }, undefined, 2)}\n`,
      mode: "600",
    },
    ...timedUnit(`tlsup-alarm-${site}`, `Tell when the certificate of ${site} is not renewed in time`, service(site, program), times),
  ];
}

/** What keeps the host from sending alarms; `timer` is the state of their timer. */
export function alarmDrift(watched: Watched, timer: string | undefined): string[] {
  if (timer === "active" || !hasAlarms(watched)) return [];
  return [`tlsup-alarm-${watched.site}.timer is off: nothing tells that a renewal is late`];
}

function hasAlarms({ alarm, webhook, ping }: Watched): boolean {
  return [alarm, webhook, ping].some((each) => each !== undefined);
}

const times = `OnBootSec=5min
OnCalendar=*:15/30
`;

/** It is root: sendmail hands its mail to the mail system's folders, and metrics go to a folder of another program. */
function service(site: string, program: string): string {
  return `StateDirectory=tlsup-alarm/${site}
RuntimeDirectory=tlsup-alarm/${site}
RuntimeDirectoryPreserve=yes
TimeoutStartSec=10min
ExecStart=/usr/bin/python3 -I ${program} judge
PrivateDevices=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectSystem=full
RestrictRealtime=yes
`;
}
