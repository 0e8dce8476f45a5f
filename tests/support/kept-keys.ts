import { execFileSync } from "node:child_process";
import { createDecipheriv, createPrivateKey, pbkdf2Sync } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { basename, join } from "node:path";
import { parse } from "yaml";
import { containerAt, testDirectory } from "./local-cloud";
import type { Stack } from "./program";
import { Shell } from "./shell";

/** Where a host has its keys, of releases, of its account at the CA and of the certificates that it keeps: mode, owner and path. */
export const ownPlaces = ["600 root /opt/tlsup/*/tls/privkey.pem", ...["account", "privkey"].map((key) => `600 tlsup-acme /var/lib/tlsup-acme/*/${key}.pem`)];

/** The secret of a private key, PEM, in the forms in which files, logs and arguments could have it. */
export function formsOf(key: string): Buffer[] {
  const secret = Buffer.from(String(createPrivateKey(key).export({ format: "jwk" }).d), "base64url");
  const lines = key.split("\n").filter((line) => line !== "" && !line.startsWith("-"));
  const middle = Buffer.from(lines.join(""), "base64").indexOf(secret) + secret.length / 2;
  const line = lines[Math.floor(middle / 48)] ?? "";
  const hex = secret.toString("hex");
  const texts = [
    line,
    ...[0, 1, 2].map((shift) =>
      Buffer.from(" ".repeat(shift) + line)
        .toString("base64")
        .slice(4, -4),
    ),
    hex,
    hex.toUpperCase(),
    // As openssl shows it, in lines of 15 octets, perhaps after a 0.
    hex.slice(4, 20).replace(/..(?!$)/g, "$&:"),
    secret.toString("base64url"),
    secret.toString("base64"),
  ];
  // A pattern of grep is one line.
  const octets = /[^\0\n]{12}/.exec(secret.toString("latin1"))?.[0] ?? "";
  return [Buffer.from(octets, "latin1"), ...texts.map((text) => Buffer.from(text))].filter(({ length }) => length > 0);
}

/** What the processes of this machine, and so of its hosts, are started with: arguments and environments, as /proc shows them. */
class Processes {
  readonly seen = new Set<string>();
  #known = new Map<string, { readonly text: string; ticks: number }>();
  readonly #timer = setInterval(() => this.#look(), 20);

  #look(): void {
    const now = readdirSync("/proc").filter((name) => /^\d/.test(name));
    this.#known = new Map(now.map((id) => [id, this.#lookAt(id)]));
  }

  #lookAt(id: string): { readonly text: string; ticks: number } {
    const known = this.#known.get(id);
    // A new process soon becomes another program.
    if (known && known.ticks > 50) return known;
    const text = readAll(`/proc/${id}/cmdline`);
    if (known?.text === text) return { text, ticks: known.ticks + 1 };
    this.seen.add(text).add(readAll(`/proc/${id}/environ`));
    return { text, ticks: 0 };
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}

function readAll(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return ""; // It has ended.
  }
}

/** A script that prints the files in which `patterns` are, of those that changed since the file `since` did. */
function search(folders: string, except: string, patterns: string, since: string): string {
  return `export LC_ALL=C; find ${folders} ${except} -type f -cnewer ${since} -print0 2> /dev/null |
    xargs -0 -r grep -slaFf ${patterns} | grep -vxF ${patterns} | xargs -r stat -c '%a %U %n' || true`;
}

/** The keys that hosts make for their certificates, and where they are: on hosts, on this machine, in the stack's states, and in what processes show. */
export class KeptKeys {
  readonly #keys = new Set<string>();
  readonly #said: string[] = [];
  readonly #processes = new Processes();
  readonly #folder = mkdtempSync(join(tmpdir(), "tlsup-kept-keys-"));
  readonly #since = join(this.#folder, "since");
  /** Opens the secrets in the stack's states; it takes long to derive. */
  #stateKey: Buffer | undefined;

  constructor(private readonly stack: Stack) {
    writeFileSync(this.#since, "");
  }

  /** Looks at what a run of Pulumi said and logged as well. */
  hear(said: string): void {
    this.#said.push(said);
  }

  /** Every place of every key that these hosts have now, or had at an earlier call. */
  async places(...addresses: readonly string[]): Promise<string[]> {
    const shells = addresses.map((address) => new Shell(containerAt(address)));
    for (const shell of shells) {
      const found = await shell.run("cat /var/lib/tlsup-acme/*/*/privkey.pem /var/lib/tlsup-acme/*/account.pem 2> /dev/null || true");
      for (const key of found.match(/-----BEGIN [^]+?-----END .*/g) ?? []) this.#keys.add(key);
    }
    const forms = [...this.#keys].flatMap(formsOf);
    const places = await Promise.all(shells.map((shell) => onHost(shell, forms)));
    for (const shell of shells) shell.close();
    return [...new Set([...places.flat(), ...this.#onMachine(forms)])].sort();
  }

  #onMachine(forms: readonly Buffer[]): string[] {
    const patterns = join(this.#folder, "patterns");
    writeFileSync(patterns, lines(forms), { mode: 0o600 });
    const own = [".pulumi", ".cache/tlsup", ".local/state"].map((folder) => join(homedir(), folder));
    const folders = [tmpdir(), "/var/tmp", "/dev/shm", "/run", "/var/log", ...own, testDirectory(), this.stack.program];
    const script = search(folders.join(" "), "-path /run/containers -prune -o", patterns, this.#since);
    const files = execFileSync("bash", ["-c", script], { encoding: "utf8" }).split("\n").filter(Boolean);
    rmSync(patterns);
    const pattern = anyOf(forms.map((form) => form.toString("latin1")));
    const has = (text: string): boolean => pattern.test(text);
    return [
      ...files,
      ...[...this.#processes.seen].filter(has).map((text) => `arguments or environment: ${text.replaceAll("\0", " ")}`),
      ...this.#said.filter(has).map(() => "what Pulumi said"),
      ...this.#states().flatMap(({ file, text }) => (has(text) ? [`a secret in ${basename(file)}`] : [])),
    ];
  }

  /** What is encrypted in the stack's states: the present one, earlier ones, and their copies. */
  #states(): { readonly file: string; readonly text: string }[] {
    const { stack } = this;
    const key = (this.#stateKey ??= stateKeyOf(stack));
    const backend = (stack.environment.PULUMI_BACKEND_URL ?? "").replace("file://", "");
    const files = execFileSync("find", [backend, "-type", "f", "(", "-path", `*/${stack.name}/*`, "-o", "-path", `*/${stack.name}.json*`, ")"], {
      encoding: "utf8",
    })
      .split("\n")
      .filter(Boolean);
    return files.map((file) => {
      const encrypted = readFileSync(file, "utf8").match(/v1:[A-Za-z0-9+/=]{16}:[A-Za-z0-9+/=]+/g) ?? [];
      return { file, text: [...new Set(encrypted)].map((each) => decrypted(each, key)).join("\n") };
    });
  }

  stop(): void {
    this.#processes.stop();
    rmSync(this.#folder, { recursive: true });
  }
}

/** The key that encrypts the secrets in a stack's states, from its passphrase. */
function stateKeyOf(stack: Stack): Buffer {
  const { encryptionsalt } = parse(readFileSync(join(stack.program, "stacks", `Pulumi.${stack.name}.yaml`), "utf8")) as { encryptionsalt: string };
  const passphrase = readFileSync(stack.environment.PULUMI_CONFIG_PASSPHRASE_FILE ?? "", "utf8").trim();
  return pbkdf2Sync(passphrase, Buffer.from(encryptionsalt.split(":")[1] ?? "", "base64"), 1_000_000, 32, "sha256");
}

async function onHost(shell: Shell, forms: readonly Buffer[]): Promise<string[]> {
  const patterns = "/root/patterns";
  const found = await shell.run(`umask 077; base64 -d <<< ${lines(forms).toString("base64")} > ${patterns}
${search("/", "-path /proc -prune -o -path /sys -prune -o", patterns, "/etc/machine-id")}
journalctl --no-pager --output=export | grep -qaFf ${patterns} && echo the journal
rm ${patterns}`);
  const places = found.split("\n").filter(Boolean);
  return places.map((place) => place.replace(/\/opt\/tlsup\/[^/]+\/releases\/[^/]+/, "/opt/tlsup/*").replace(/(\/tlsup-acme)(\/[^/]+)+\//, "$1/*/"));
}

/** A pattern of each of these texts; one search for all of them takes a quarter of the time. */
function anyOf(texts: readonly string[]): RegExp {
  return new RegExp(texts.map((text) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&")).join("|") || "(?!)");
}

function lines(forms: readonly Buffer[]): Buffer {
  return Buffer.concat(forms.flatMap((form) => [form, Buffer.from("\n")]));
}

function decrypted(ciphertext: string, key: Buffer): string {
  const [nonce = "", text = ""] = ciphertext.split(":").slice(1);
  const octets = Buffer.from(text, "base64");
  const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(nonce, "base64")).setAuthTag(octets.subarray(-16));
  return Buffer.concat([decipher.update(octets.subarray(0, -16)), decipher.final()]).toString("latin1");
}
