import { fileChanges } from "./files";
import type { HostChange } from "./rehearsal";

/** What a host holds and runs at one time. */
export interface HostState {
  /** Another machine has another id, though it may have the same name. */
  readonly id: string;
  readonly name: string;
  /** Seconds since 1970, by the host's clock. */
  readonly time: number;
  /** For each file's path a text that differs when its content does, and for each link's its target after `-> `. */
  readonly files: ReadonlyMap<string, string>;
  /** For each running service the id of its current run. */
  readonly services: ReadonlyMap<string, string>;
  /** The services that were reloaded since the time that was asked for. */
  readonly reloaded: readonly string[];
}

/** Logs, caches, and what the system itself writes as time goes by. */
const noise = ["/var/log", "/var/cache", "/var/tmp", "/tmp", "/proc", "/sys", "/run", "/dev", "/var/lib/apt", "/var/lib/systemd", "/var/lib/cloud", "/usr"];
const ownUnits = /^(user@|user-runtime-dir@|systemd-|session-|cloud-|apt-|dpkg-|getty@|console-getty|serial-getty@|dbus)/;

/** A script that prints the state of a host; reloads since `since`. Packages are in /usr, whose files are compared by size and time, as they are many. */
export function stateScript(since: number): string {
  const pruned = `\\( ${noise.map((path) => `-path ${path}`).join(" -o ")} -o -name __pycache__ \\) -prune`;
  return `hostname
date +%s
find / -xdev ${pruned} -o -type f -print0 2> /dev/null | xargs -0 sha256sum 2> /dev/null | sed -E 's/^\\\\?([0-9a-f]{64})  (.*)$/\\2\\t\\1/'
find / -xdev ${pruned} -o -type l -printf '%p\\t-> %l\\n' 2> /dev/null
find /usr -xdev -name __pycache__ -prune -o -type f -printf '%p\\t%s %T@\\n'
echo
systemctl show '*.service' --property=Id,Type,ActiveState,InvocationID | awk -F= '
  function tell() { if (a == "active" && t != "oneshot") print i "\\t" v; i = t = a = v = "" }
  $1 == "Id" { i = $2 } $1 == "Type" { t = $2 } $1 == "ActiveState" { a = $2 } $1 == "InvocationID" { v = $2 } /^$/ { tell() } END { tell() }'
echo
journalctl --quiet --output=json --output-fields=UNIT --since=@${since} _PID=1 JOB_TYPE=reload JOB_RESULT=done || true`;
}

/** Reads what {@link stateScript} printed. */
export function readState(id: string, output: string): HostState {
  const [head = "", services = "", reloads = ""] = output.split("\n\n");
  const [name = "", time = "", ...files] = head.split("\n");
  const reloaded = reloads
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => String((JSON.parse(line) as { UNIT?: unknown }).UNIT));
  const units = pairs(services.split("\n")).filter(([unit]) => !ownUnits.test(unit));
  return { id, name, time: Number(time), files: new Map(pairs(files)), services: new Map(units), reloaded: [...new Set(reloaded)] };
}

function pairs(lines: readonly string[]): [string, string][] {
  return lines.filter((line) => line.includes("\t")).map((line) => [line.slice(0, line.lastIndexOf("\t")), line.slice(line.lastIndexOf("\t") + 1)]);
}

/** What changed on each host. */
export function hostChanges(before: readonly HostState[], after: readonly HostState[]): HostChange[] {
  const nothing = { restarted: [], reloaded: [], started: [], stopped: [], files: [] };
  const gone = before.filter(({ id }) => !after.some((each) => each.id === id));
  return [
    ...gone.map(({ name }): HostChange => ({ host: name, state: "gone", ...nothing })),
    ...after.map((now): HostChange => {
      const old = before.find(({ id }) => id === now.id);
      return old ? changeOf(old, now) : { host: now.name, state: "new", ...nothing };
    }),
  ];
}

function changeOf(old: HostState, now: HostState): HostChange {
  const running = [...now.services.keys()];
  const restarted = running.filter((unit) => old.services.has(unit) && old.services.get(unit) !== now.services.get(unit));
  return {
    host: now.name,
    state: "kept",
    restarted,
    reloaded: now.reloaded.filter((unit) => !restarted.includes(unit) && now.services.has(unit)),
    started: running.filter((unit) => !old.services.has(unit)),
    stopped: [...old.services.keys()].filter((unit) => !now.services.has(unit)),
    files: fileChanges(old.files, now.files),
  };
}
