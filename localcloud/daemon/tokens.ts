import { randomBytes, randomInt } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writeDurably } from "../store/store";

/** The API tokens of one local cloud, in the vendors' own formats: clients that check a token's form accept them. */
export interface Tokens {
  readonly digitalocean: string;
  /** A second token, for the local cloud's own requests. They are not counted: the quota belongs to the user. */
  readonly ownDigitalocean: string;
  readonly cloudflare: string;
  /** A second token, for the local cloud's own requests: the quota is counted for each token, and belongs to the user. */
  readonly ownCloudflare: string;
  readonly hetzner: string;
  readonly linode: string;
}

const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** The tokens of the local cloud in `directory`; created on the first call. */
export function openTokens(directory: string): Tokens {
  const file = join(directory, "tokens.json");
  const present: Partial<Tokens> = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Partial<Tokens>) : {};
  const tokens = {
    digitalocean: present.digitalocean ?? personalToken(),
    ownDigitalocean: present.ownDigitalocean ?? personalToken(),
    cloudflare: present.cloudflare ?? drawn(`${alphabet}_-`, 40),
    ownCloudflare: present.ownCloudflare ?? drawn(`${alphabet}_-`, 40),
    hetzner: present.hetzner ?? drawn(alphabet, 64),
    linode: present.linode ?? randomBytes(32).toString("hex"),
  };
  if (Object.keys(present).length < Object.keys(tokens).length) writeDurably(file, JSON.stringify(tokens), 0o600);
  return tokens;
}

/** In DigitalOcean's form. */
function personalToken(): string {
  return `dop_v1_${randomBytes(32).toString("hex")}`;
}

function drawn(from: string, length: number): string {
  return Array.from({ length }, () => from[randomInt(from.length)]).join("");
}
