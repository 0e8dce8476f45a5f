import { leafFacts } from "../x509/bundle";
import type { CertbotInputs } from "./lineage";

/** What a host tells about a lineage: the inputs that it was made from. */
export type FoundLineage = Pick<CertbotInputs, "names" | "challenge" | "directory" | "keyType" | "root" | "apiToken" | "apiUrl">;

/** Reads what `certbot.sh describe` prints: one file per line, its path and its content in base64. `undefined` when certbot keeps no lineage. */
export function foundLineage(output: string): FoundLineage | undefined {
  const files = output.split("\n").flatMap((line) => {
    const [path = "", content = ""] = line.split(" ");
    return path === "" ? [] : [{ path, text: Buffer.from(content, "base64").toString() }];
  });
  const textOf = (pattern: RegExp): string => files.find(({ path }) => pattern.test(path))?.text ?? "";
  const setting = (text: string, name: string): string | undefined => new RegExp(`^${name} *= *(.+)$`, "m").exec(text)?.[1]?.trim();
  const renewal = textOf(/^\/etc\/letsencrypt\/renewal\//);
  const fullChain = textOf(/\/fullchain\.pem$/);
  const directory = setting(renewal, "server");
  if (directory === undefined || fullChain === "") return undefined;
  const roots = files.filter(({ path }) => path.endsWith(".crt")).map(({ path, text }) => ({ number: Number(/-(\d+)\.crt$/.exec(path)?.[1]), text }));
  const root = roots.sort((one, other) => one.number - other.number).map(({ text }) => text);
  const apiToken = setting(textOf(/\.ini$/), "dns_cloudflare_api_token");
  const apiUrl = setting(textOf(/\/cloudflare\.cfg$/), "base_url");
  return {
    names: leafFacts(fullChain).dnsNames,
    challenge: setting(renewal, "authenticator") === "dns-cloudflare" ? "dns-01" : "http-01",
    directory,
    keyType: setting(renewal, "key_type") === "rsa" ? "rsa-2048" : "ecdsa-p256",
    ...(root.length > 0 && { root: root.join("") }),
    ...(apiToken !== undefined && { apiToken }),
    ...(apiUrl !== undefined && { apiUrl }),
  };
}
