import type { HostFile } from "./host-files";

/** A unit that its timer starts, once the host has network and time. `service` and `times` are lines of their sections. */
export function timedUnit(name: string, about: string, service: string, times: string): HostFile[] {
  const fileOf = (ending: string, text: string): HostFile => ({
    path: `/etc/systemd/system/${name}.${ending}`,
    content: `# Written by tlsup.\n[Unit]\nDescription=${about}\n${text}`,
    mode: "644",
  });
  return [
    fileOf("service", `After=network-online.target time-sync.target\nWants=network-online.target\n\n[Service]\nType=oneshot\n${service}`),
    fileOf("timer", `\n[Timer]\n${times}RandomizedDelaySec=5min\n\n[Install]\nWantedBy=timers.target\n`),
  ];
}
