import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "tlsup", "clients");
const environment = join(cache, "python");

/** `pip` is the last thing that `venv` makes: without it, a set-up was interrupted. */
const steps = `
[ -e "$3" ] && exit
[ -x "$1/bin/pip" ] || python3 -m venv --clear "$1"
"$1/bin/python" -m pip install --quiet --disable-pip-version-check "$2"
touch "$3"
`;

/**
 * A Python with the given packages, each pinned as `name==version`. It stays in the user's cache; what is there already
 * is not installed again, and whoever comes at the same time waits.
 */
export function pythonWith(...requirements: readonly string[]): string {
  mkdirSync(cache, { recursive: true });
  for (const requirement of requirements) {
    const marker = join(environment, `.installed-${requirement}`);
    if (existsSync(marker)) continue;
    execFileSync("flock", [join(cache, "python.lock"), "sh", "-ec", steps, "sh", environment, requirement, marker], { stdio: ["ignore", "ignore", "inherit"] });
  }
  return join(environment, "bin", "python");
}
