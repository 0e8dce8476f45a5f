import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { accountIn, type KnownAccount, type StandingRecord } from "../../../components/certificate/acme/standing-record";
import { registrationParts } from "../../../components/certificate/keeper/account";
import { agentParts } from "../../../components/certificate/keeper/host-plan";
import { programTexts } from "../../../components/certificate/lineage/execution/program-texts";
import { programFiles } from "../../../components/certificate/lineage/host-files";
import type { World } from "./world";

/** The agent's settings, except the folder for challenges. */
export interface AgentSettings {
  readonly site: string;
  readonly names: readonly string[];
  readonly directory: string;
  readonly email?: string;
  readonly profile?: string;
  readonly keyType: "ecdsa-p256" | "rsa-2048";
  /**
   * The records by which it proves names.
   * @default none: http-01
   */
  readonly records?: readonly StandingRecord[];
}

/** Runs a command on a disk that has so many KiB left, and keeps the note of a failure: KIB COMMAND... */
const almostFull = `exec 8< "$STATE_DIRECTORY"
mount -t tmpfs -o size=1m tmpfs "$STATE_DIRECTORY" && cp --archive /proc/self/fd/8/. "$STATE_DIRECTORY/" || exit
free=$(df --output=avail "$STATE_DIRECTORY" | tail -n 1)
head -c $(((free - $1) * 1024)) /dev/zero > "$STATE_DIRECTORY/filler"
"\${@:2}"
code=$?
cp "$STATE_DIRECTORY/failure.json" /proc/self/fd/8/
exit "$code"`;

/** The end of a run. */
interface Ran {
  readonly code: number;
  readonly said: string;
}

/** The host's agent in its own folders, with a web server on the port that the world's CA connects to. */
export class Agent {
  private readonly folder = mkdtempSync(join(tmpdir(), "tlsup-agent-"));
  readonly state = join(this.folder, "state");
  private readonly program = join(this.folder, "program");
  private readonly challenges = join(this.folder, "challenges");
  private readonly server: Server;

  constructor(private readonly world: World) {
    for (const each of [this.state, this.challenges, this.program]) mkdirSync(each);
    const texts = programTexts("keeper/agent", [...agentParts, ...registrationParts]);
    for (const { path, content } of programFiles(this.program, texts)) writeFileSync(path, content);
    cpSync(join(this.program, "authority.py"), join(this.program, "issuer.py"));
    writeFileSync(join(this.program, "root.pem"), world.pebble.root);
    this.server = createServer(({ url = "" }, response) => {
      try {
        response.end(readFileSync(join(this.challenges, url.replace("/.well-known/acme-challenge/", ""))));
      } catch {
        response.writeHead(404).end();
      }
    }).listen(world.pebble.httpPort, "127.0.0.1");
  }

  /** Runs the agent once, like its timer. `by`: a command that starts it. */
  run(settings: Partial<AgentSettings> = {}, ...by: readonly string[]): Promise<Ran> {
    return this.start("renew", settings, by);
  }

  /** The same, on a disk that has so many KiB left. */
  runWithRoomFor(kibibytes: number): Promise<Ran> {
    return this.run({}, "unshare", "--mount", "bash", "-c", almostFull, "bash", String(kibibytes));
  }

  /** Has it revoke the newest certificate, as the removal does. */
  revoke(): Promise<Ran> {
    return this.start("revoke", {}, []);
  }

  private start(verb: string, settings: Partial<AgentSettings>, by: readonly string[]): Promise<Ran> {
    this.configure(settings);
    return this.execute([...by, "python3", "-I", this.program, verb]);
  }

  private configure(settings: Partial<AgentSettings>): void {
    const usual: AgentSettings = { site: "example.test", names: ["example.test"], directory: this.world.front.directory, keyType: "ecdsa-p256" };
    writeFileSync(join(this.program, "settings.json"), JSON.stringify({ ...usual, ...settings, challenges: this.challenges }));
    cpSync(join(this.program, settings.records ? "by_record.py" : "by_file.py"), join(this.program, "proof.py"));
  }

  /** Makes its account at the CA, or finds it. Returns what is known of it. Throws what the program says if it fails. */
  async register(): Promise<KnownAccount | undefined> {
    this.configure({});
    const { code, said } = await this.execute(["python3", join(this.program, "account.py")]);
    if (code !== 0) throw new Error(said);
    return accountIn(readFileSync(join(this.state, "account.json"), "utf8"));
  }

  private async execute([command = "", ...args]: readonly string[]): Promise<Ran> {
    const environment = { ...process.env, STATE_DIRECTORY: this.state };
    try {
      const { stdout } = await promisify(execFile)(command, args, { env: environment });
      return { code: 0, said: stdout };
    } catch (error) {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
      return { code, said: stdout + stderr };
    }
  }

  /** The newest chain and its key. */
  get live(): { readonly chain: string; readonly key: string } {
    const read = (name: string): string => readFileSync(join(this.state, "live", name), "utf8");
    return { chain: read("fullchain.pem"), key: read("privkey.pem") };
  }

  /** Puts a certificate beside the program, to be served when the newest one could not be renewed. */
  standBy({ certificate, key }: { readonly certificate: string; readonly key: string }): void {
    mkdirSync(join(this.program, "standby"), { recursive: true });
    writeFileSync(join(this.program, "standby", "fullchain.pem"), certificate);
    writeFileSync(join(this.program, "standby", "privkey.pem"), key);
  }

  /** Puts another chain in the place of the newest one, whose dates it then has. */
  replace(chain: string): void {
    writeFileSync(join(this.state, "live", "fullchain.pem"), chain);
  }

  /** Makes it believe that the CA has just suggested this window, in seconds since 1970, and that nothing has failed since. */
  suggest(certificate: string, window: readonly [number, number]): void {
    writeFileSync(join(this.state, "suggestion.json"), JSON.stringify({ certificate, window, askedAt: Date.now() / 1000, retryAfter: null }));
    rmSync(join(this.state, "failure.json"), { force: true });
  }

  /** What it noted of its last failure. */
  get failure(): { readonly reason: string } {
    return JSON.parse(readFileSync(join(this.state, "failure.json"), "utf8")) as { reason: string };
  }

  /** Moves its last failure two days into the past. */
  failedLongAgo(): void {
    const note = join(this.state, "failure.json");
    const known = JSON.parse(readFileSync(note, "utf8")) as { at: number };
    writeFileSync(note, JSON.stringify({ ...known, at: known.at - 2 * 86_400 }));
  }

  /** Removes its account's key, so that it makes another account. */
  forgetAccount(): void {
    rmSync(join(this.state, "account.pem"));
  }

  /** Cuts each of its notes in half. */
  damageNotes(): void {
    for (const name of ["suggestion.json", "failure.json"]) writeFileSync(join(this.state, name), '{"window": [1');
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
    rmSync(this.folder, { recursive: true });
  }
}
