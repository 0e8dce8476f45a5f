import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { writeDurably } from "../store/store";

/** The daemon of a local cloud, as it recorded itself when it was ready. */
export interface DaemonRecord {
  readonly pid: number;
  /** When the process started, in clock ticks since boot: distinguishes it from a later process with the same pid. */
  readonly startTime: string;
  /** The code that it runs, see `buildId`. */
  readonly build: string;
  /** The parts that it serves. */
  readonly parts: readonly string[];
}

const recordFile = (directory: string): string => join(directory, "daemon.json");

export function writeRecord(directory: string, build: string, parts: readonly string[]): void {
  const startTime = startTimeOf(process.pid);
  if (startTime === undefined) throw new Error(`Cannot read when this process started: /proc/${process.pid}/stat is missing; mount /proc`);
  const record: DaemonRecord = { pid: process.pid, startTime, build, parts };
  writeDurably(recordFile(directory), JSON.stringify(record));
}

export function removeRecord(directory: string): void {
  rmSync(recordFile(directory), { force: true });
}

/** The running daemon of `directory`; ignores the record of a killed daemon. */
export function runningDaemon(directory: string): DaemonRecord | undefined {
  const file = recordFile(directory);
  if (!existsSync(file)) return undefined;
  const record = JSON.parse(readFileSync(file, "utf8")) as DaemonRecord;
  return isAlive(record) ? record : undefined;
}

export function isAlive(record: Pick<DaemonRecord, "pid" | "startTime">): boolean {
  return startTimeOf(record.pid) === record.startTime;
}

/** Field 22 of proc(5) stat; the name in field 2 may contain spaces, so counting begins after its parenthesis. A zombie does not count as running. */
function startTimeOf(pid: number): string | undefined {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return undefined;
  const stat = readFileSync(file, "utf8");
  const [state, ...fields] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return state === "Z" ? undefined : fields[18];
}
