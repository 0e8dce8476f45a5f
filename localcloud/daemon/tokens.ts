import { randomBytes, randomInt } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writeDurably } from "../store/store";

/** The API tokens of one local cloud, in the vendors' own formats: clients that check a token's form accept them. */
export interface Tokens {
  readonly digitalocean: string;
  readonly cloudflare: string;
}

const cloudflareAlphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-";

/** The tokens of the local cloud in `directory`; created on the first call. */
export function openTokens(directory: string): Tokens {
  const file = join(directory, "tokens.json");
  if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8")) as Tokens;
  const tokens = {
    digitalocean: `dop_v1_${randomBytes(32).toString("hex")}`,
    cloudflare: Array.from({ length: 40 }, () => cloudflareAlphabet[randomInt(cloudflareAlphabet.length)]).join(""),
  };
  writeDurably(file, JSON.stringify(tokens), 0o600);
  return tokens;
}
