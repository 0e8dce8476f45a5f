import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { parse, stringify } from "yaml";
import type { SiteConfig } from "../../components/site/site-config";
import type { HostSecrets } from "../../components/host/common/host-secrets";
import type { ExpectedChain } from "../../components/site/chain/chain";
import { root } from "./environment";
import { everyRight } from "./local-cloud";
import { troubles } from "./troubles";

/** The result of a run of `pulumi`. */
export interface Run {
  readonly code: number;
  /** Standard output and standard error. */
  readonly output: string;
}

/** A stack's configuration under `tlsup:`. */
export interface StackConfiguration {
  readonly site: unknown;
  readonly secretEnvironment?: Record<string, string>;
  readonly certificateSecrets?: {
    readonly privateKey?: string;
    readonly passphrase?: string;
    readonly cloudflareToken?: string;
    readonly alarmWebhook?: string;
    readonly alarmPing?: string;
  };
  readonly hostSecrets?: HostSecrets;
}

/** A site's configuration on the local cloud. */
export function localSite(domain: string, changes: Partial<SiteConfig> = {}): SiteConfig {
  return {
    domain,
    host: { provider: "digitalocean", region: "fra1", size: "s-1vcpu-1gb" },
    proxy: { provider: "cloudflare", ssl: "full" },
    certificate: { source: "self-signed" },
    server: { kind: "nginx" },
    application: { kind: "demo" },
    ...changes,
  };
}

/** A folder with links to this repository's program and its own stack configurations. Nothing is written into the repository. */
export function repositoryProgram(): string {
  const folder = mkdtempSync(join(tmpdir(), "tlsup-program-"));
  mkdirSync(join(folder, "stacks"));
  for (const name of ["Pulumi.yaml", "package.json", "tsconfig.json", "tsconfig.pulumi.json", "index.ts", "bin", "components", "dist", "node_modules"]) {
    symlinkSync(join(root, name), join(folder, name));
  }
  symlinkSync(join(root, "stacks", "config.ts"), join(folder, "stacks", "config.ts"));
  return folder;
}

/** Like {@link repositoryProgram}, with another name for its site, after which its machines are named: other tests have theirs in the same account. */
export function programNamed(name: string): string {
  const folder = repositoryProgram();
  rmSync(join(folder, "index.ts"));
  writeFileSync(join(folder, "index.ts"), readFileSync(join(root, "index.ts"), "utf8").replace('HttpsSite("site"', `HttpsSite("${name}"`));
  return folder;
}

/**
 * Lets the programs in a folder use Pulumi's SDKs. It does not link all packages of this repository: `tlsup` would link back to the repository, and
 * the engine would then look for plugins in each of its folders.
 */
export function linkSdks(folder: string): void {
  mkdirSync(join(folder, "node_modules"));
  for (const scope of ["@pulumi", "@types"]) symlinkSync(join(root, "node_modules", scope), join(folder, "node_modules", scope));
}

/** Lines without a message: a resource's progress, and the engine's dots. */
const routine = /^ *([-+~]+ +)?\S+:\S+ [\w.-]+( [a-z]+)?( \([\d.]+s\))? *$|^ *@ (updating|previewing|refreshing)[ .\w]*\.+$|^ *$/;

/** A run's output without routine lines, and with its errors first, so that a truncated log still shows what matters. */
function whatMatters(output: string): string {
  const lines = output.split("\n").filter((line) => !routine.test(line));
  const diagnostics = Math.max(lines.indexOf("Diagnostics:"), 0);
  return [...lines.slice(diagnostics), ...lines.slice(0, diagnostics)].join("\n");
}

/** A resource in the state of a stack. */
export interface StackResource {
  readonly urn: string;
  /** The vendor's id. */
  readonly id?: string;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/** A stack of a program, run by the real engine like a user's. */
export class Stack {
  private constructor(
    readonly name: string,
    readonly program: string,
    readonly environment: NodeJS.ProcessEnv,
  ) {}

  /** A new stack of the program in a folder; by default this repository's program, on the tests' local cloud with its own token. */
  static async create(name: string, program = repositoryProgram(), environment?: NodeJS.ProcessEnv): Promise<Stack> {
    const stack = new Stack(name, program, environment ?? { ...process.env, CLOUDFLARE_API_TOKEN: await everyRight() });
    await stack.expect("stack", "init");
    return stack;
  }

  get #file(): string {
    const folder = join(this.program, "stacks");
    return join(existsSync(folder) ? folder : this.program, `Pulumi.${this.name}.yaml`);
  }

  /** This stack, run in a shell with additional variables. */
  with(variables: NodeJS.ProcessEnv): Stack {
    return new Stack(this.name, this.program, { ...this.environment, ...variables });
  }

  /** Gives this stack another name, by which it is reached from now on. */
  async rename(name: string): Promise<Stack> {
    await this.expect("stack", "rename", name);
    return new Stack(name, this.program, this.environment);
  }

  /** Runs `pulumi` on this stack. */
  async run(...args: string[]): Promise<Run> {
    return this.#feed("", args);
  }

  /** Like {@link run}, with a standard input. */
  async #feed(input: string, args: readonly string[]): Promise<Run> {
    const command = [...args, "--stack", this.name, "--non-interactive", "--color", "never"];
    try {
      const running = promisify(execFile)("pulumi", command, { cwd: this.program, env: this.environment, maxBuffer: 64 * 1024 * 1024 });
      running.child.stdin?.end(input);
      const { stdout, stderr } = await running;
      return { code: 0, output: stdout + stderr };
    } catch (error) {
      const { code, stdout = "", stderr = "" } = error as { code?: number; stdout?: string; stderr?: string };
      if (typeof code !== "number") throw error;
      return { code, output: stdout + stderr };
    }
  }

  /** Like {@link run}; if the run fails, the test fails with its output. */
  async expect(...args: string[]): Promise<string> {
    // Without --diff, the engine names the properties that differ, but not how.
    const { code, output } = await this.run(...args, ...(args.includes("--expect-no-changes") ? ["--diff"] : []));
    if (code !== 0) throw new Error(`pulumi ${args.join(" ")} failed with ${code}:\n${whatMatters(output)}${args[0] === "up" ? troubles() : ""}`);
    return output;
  }

  /** Replaces the stack's configuration. */
  async configure({ site, secretEnvironment = {}, ...secrets }: StackConfiguration): Promise<void> {
    const { encryptionsalt } = parse(readFileSync(this.#file, "utf8")) as { encryptionsalt?: string };
    writeFileSync(this.#file, stringify({ encryptionsalt, config: { "tlsup:site": site } }));
    for (const [key, value] of Object.entries(secretEnvironment)) {
      await this.expect("config", "set", "--secret", "--path", `tlsup:secretEnvironment.${key}`, value);
    }
    for (const [name, values] of Object.entries(secrets)) {
      for (const [key, value] of Object.entries(values)) {
        const { code, output } = await this.#feed(value, ["config", "set", "--secret", "--path", `tlsup:${name}.${key}`]);
        if (code !== 0) throw new Error(`pulumi config set failed with ${code}:\n${output}`);
      }
    }
  }

  async up(...args: string[]): Promise<string> {
    return this.expect("up", "--yes", "--skip-preview", ...args);
  }

  async outputs(): Promise<Record<string, unknown>> {
    return JSON.parse(await this.expect("stack", "output", "--json")) as Record<string, unknown>;
  }

  async chain(): Promise<ExpectedChain> {
    return (await this.outputs()).chain as ExpectedChain;
  }

  /** The stack's resources of a type. */
  async resources(type: string): Promise<readonly StackResource[]> {
    // A stack that is destroyed has no list.
    const { deployment } = JSON.parse(await this.state()) as { deployment: { resources?: (StackResource & { readonly type: string })[] } };
    return (deployment.resources ?? []).filter((resource) => resource.type === type);
  }

  /** The stack's state, as the backend stores it. */
  async state(): Promise<string> {
    return this.expect("stack", "export");
  }

  /** Destroys what is left, and removes the stack and the program's folder. */
  async dispose(): Promise<void> {
    await this.expect("destroy", "--yes", "--skip-preview");
    await this.expect("stack", "rm", "--yes");
    rmSync(this.program, { recursive: true });
  }
}
