import { readFileSync, writeFileSync } from "node:fs";
import type { Log } from "../log";

/** How many inotify instances one user may have. Linux allows 128; a booted host has 7 or more, and root's are counted together. */
const inotify = { file: "/proc/sys/fs/inotify/max_user_instances", enough: 1024 };

/** Raises the limit until this machine's next boot, so that more than some 15 hosts can boot: without an instance for it, systemd ends at once. */
export function raiseInotifyLimit(log: Log, { file, enough } = inotify): void {
  try {
    const limit = Number(readFileSync(file, "utf8"));
    if (limit >= enough) return;
    writeFileSync(file, `${enough}\n`);
    log.info("hosts.inotify-limit-raised", { from: limit, to: enough });
  } catch (error) {
    log.info("hosts.inotify-limit-kept", { reason: error instanceof Error ? error.message : String(error) });
  }
}
