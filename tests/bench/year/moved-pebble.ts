import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startPebble, type Pebble, type PebbleOptions } from "../../support/acme/pebble";

/** Pebble in a time of its own. */
export interface MovedPebble {
  readonly pebble: Pebble;
  /** Moves its clock to so many seconds after that of this machine. */
  move(seconds: number): void;
}

/** What is changed in a file of Go's package `time`, which must have it once. */
interface Change {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const changes: readonly Change[] = [
  {
    file: "time.go",
    from: "func Now() Time {\n\tsec, nsec, mono := runtimeNow()\n",
    to: "func Now() Time {\n\tsec, nsec, mono := runtimeNow()\n\tsec += moved()\n",
  },
  {
    file: "sys_unix.go",
    from: "func open(",
    to: `// moved is the number in the file that $MOVED_CLOCK names.
func moved() (seconds int64) {
	path, _ := syscall.Getenv("MOVED_CLOCK")
	file, err := open(path)
	if err != nil {
		return 0
	}
	var digits [16]byte
	count, _ := read(file, digits[:])
	closefd(file)
	for _, digit := range digits[:max(count, 0)] {
		seconds = seconds*10 + int64(digit-'0')
	}
	return seconds
}

func open(`,
  },
];

/**
 * Starts Pebble with a clock that can be moved. Its source is that of the local cloud; it is built in `folder` with another `time.Now`, as libraries that move
 * a process's clock do not reach Go, and containers have their kernel's.
 */
export async function startMovedPebble(folder: string, options: PebbleOptions): Promise<MovedPebble> {
  const clock = join(folder, "moved-clock");
  const move = (seconds: number): void => {
    writeFileSync(`${clock}.new`, String(seconds));
    renameSync(`${clock}.new`, clock);
  };
  move(0);
  const [GOCACHE = "", GOROOT = ""] = execFileSync("go", ["env", "GOCACHE", "GOROOT"], { encoding: "utf8" }).split("\n");
  const environment = { GOCACHE, GOFLAGS: `-overlay=${overlay(folder, join(GOROOT, "src", "time"))}`, XDG_CACHE_HOME: join(folder, "moved-pebble") };
  const before = { ...process.env };
  Object.assign(process.env, environment);
  try {
    return { pebble: await startPebble({ ...options, environment: { ...options.environment, MOVED_CLOCK: clock } }), move };
  } finally {
    for (const name of Object.keys(environment)) {
      if (before[name] === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = before[name];
    }
  }
}

/** Writes the changed files, and the file that tells Go of them. */
function overlay(folder: string, sources: string): string {
  const changed = join(folder, "moved-time");
  mkdirSync(changed);
  const replaced = changes.map(({ file, from, to }) => {
    const [before, after, ...more] = readFileSync(join(sources, file), "utf8").split(from);
    if (before === undefined || after === undefined || more.length > 0) throw new Error(`Cannot move the clock as ${file} must have this once: ${from}`);
    writeFileSync(join(changed, file), before + to + after);
    return [join(sources, file), join(changed, file)];
  });
  const file = join(changed, "overlay.json");
  writeFileSync(file, JSON.stringify({ Replace: Object.fromEntries(replaced) as unknown }));
  return file;
}
