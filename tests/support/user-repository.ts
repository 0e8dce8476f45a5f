import { execFileSync } from "node:child_process";
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { tlsupIn, type Said } from "./check";
import { root } from "./environment";
import { localSite } from "./program";

const secure = `v1:${"A".repeat(16)}:${Buffer.alloc(16 + 20).toString("base64")}`;

/** The program fails if an agent could log in to machines of the user, or if tlsup would. */
const barred = `
for (const name of ["SSH_AUTH_SOCK", "TLSUP_STAGE_NETWORKS"])
  if ((process.env[name] === undefined) !== (name === "SSH_AUTH_SOCK")) throw new Error("machines of the user can be reached: " + name);
`;

/** A user's repository with this repository's program and a stack `production`, and a shell that knows an SSH agent, no token and no passphrase. */
export class UserRepository {
  readonly folder = mkdtempSync(join(tmpdir(), "tlsup-user-"));
  readonly program = join(this.folder, "program");
  readonly settings = join(this.program, "stacks", "Pulumi.production.yaml");
  /** Local clouds are below this folder, so that a test sees what they leave. */
  readonly places = join(this.folder, "places");
  readonly environment: NodeJS.ProcessEnv = { HOME: process.env.HOME, PATH: process.env.PATH, TMPDIR: this.places, SSH_AUTH_SOCK: "/an/agent" };

  constructor(site: Parameters<typeof localSite>[1]) {
    for (const each of [join(this.program, "stacks"), this.places]) mkdirSync(each, { recursive: true });
    for (const file of ["Pulumi.yaml", "package.json", "tsconfig.json", "tsconfig.pulumi.json", "index.ts", "stacks/config.ts"])
      cpSync(join(root, file), join(this.program, file));
    appendFileSync(join(this.program, "index.ts"), barred);
    const ignored = ["bin", "components", "dist", "node_modules"];
    for (const each of ignored) symlinkSync(join(root, each), join(this.program, each));
    writeFileSync(join(this.program, ".gitignore"), [...ignored, "rehearsal.md"].join("\n"));
    this.describeSite(site);
    this.git("init", "--quiet", "--initial-branch=main");
  }

  /** Commits what is there, as the main branch here and at the forge. */
  commit(): void {
    this.git("add", "--all");
    this.git("-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "--quiet", "--message=The site");
    this.git("update-ref", "refs/remotes/origin/main", "main");
  }

  /** Writes the stack's settings. */
  describeSite(changes: Parameters<typeof localSite>[1]): void {
    const config = {
      "cloudflare:apiToken": { secure },
      "tlsup:site": localSite("blog.example.com", changes),
      "tlsup:secretEnvironment": { PASSWORD: { secure } },
    };
    writeFileSync(this.settings, stringify({ encryptionsalt: "v1:of:production", config }));
  }

  git(...args: string[]): string {
    return execFileSync("git", ["-C", this.program, ...args], { encoding: "utf8" });
  }

  tlsup(...args: string[]): Promise<Said> {
    return tlsupIn(this.program, this.environment, ...args);
  }

  left(): string[] {
    return readdirSync(this.places);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
