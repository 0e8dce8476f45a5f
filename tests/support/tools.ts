import { execFileSync } from "node:child_process";

/** A program that only the tests use, how to check whether it is installed, and its Debian package. */
interface Tool {
  readonly check: readonly [string, ...string[]];
  readonly package: string;
}

const tools: readonly Tool[] = [
  { check: ["dig", "-v"], package: "dnsutils" },
  { check: ["faketime", "--version"], package: "faketime" },
  { check: ["python3", "-c", "import ensurepip"], package: "python3-venv" },
  { check: ["psql", "--version"], package: "postgresql-client" },
  { check: ["mariadb", "--version"], package: "mariadb-client" },
  { check: ["redis-cli", "--version"], package: "redis-tools" },
  { check: ["shellcheck", "--version"], package: "shellcheck" },
  { check: ["swaks", "--version"], package: "swaks" },
  { check: ["perl", "-MNet::SSLeay", "-e", "1"], package: "libnet-ssleay-perl" },
];

/** Installs the missing programs that the tests use as oracles, or one of them. If that fails, the error names the command. No test is skipped. */
export function installTools(one?: string): void {
  const missing = tools.filter((tool) => (one === undefined || tool.package === one) && !works(tool.check)).map((tool) => tool.package);
  if (missing.length === 0) return;
  const install = ["install", "--yes", "--no-install-recommends", ...missing];
  try {
    for (const args of [["update"], install])
      execFileSync("apt-get", args, { stdio: ["ignore", "ignore", "inherit"], env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } });
  } catch (cause) {
    throw new Error(`Cannot run the tests as ${missing.join(" and ")} must be installed: run \`apt-get ${install.join(" ")}\` as root, then again`, { cause });
  }
}

function works([command, ...args]: Tool["check"]): boolean {
  try {
    execFileSync(command, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
