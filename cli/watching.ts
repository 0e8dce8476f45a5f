import { readFileSync } from "node:fs";
import type { ExpectedChain } from "../../components/site/chain/chain";
import type { Watching } from "../../components/site/chain/execution/observe";
import { isWithin } from "../../components/shared/domain-name";
import { openTokens } from "../daemon/tokens";
import { localDirectory } from "../instance";
import { NotRunning } from "./failure";
import { collectStatus } from "./status";

/** Source: https://developers.cloudflare.com/fundamentals/api/how-to/make-api-calls/ */
const cloudflareApi = "https://api.cloudflare.com/client/v4";

/** A name in a zone of the running local cloud is looked at from inside it; every other from the internet, with the token of this shell. */
export async function watching(hostname: string): Promise<Watching> {
  const { CLOUDFLARE_API_TOKEN: token, CLOUDFLARE_BASE_URL: url = cloudflareApi } = process.env;
  const outside: Watching = { viewpoint: () => ({}), ...(token !== undefined && token !== "" && { cloudflare: { url, token } }) };
  try {
    const { directory, dns, roots, zones, apis } = await collectStatus(localDirectory(process.env));
    const isLocal = (name: string): boolean => zones.some((zone) => isWithin(name, zone));
    if (!dns || !isLocal(hostname)) return outside;
    const inside = { resolver: `${dns.address}:${dns.port}`, roots: [readFileSync(roots.edge, "utf8")] };
    return {
      viewpoint: (name) => (isLocal(name) ? inside : {}),
      ...(apis.cloudflare !== undefined && { cloudflare: { url: apis.cloudflare, token: openTokens(directory).cloudflare } }),
    };
  } catch (error) {
    if (error instanceof NotRunning) return outside;
    throw error;
  }
}

export function isExpectedChain(value: unknown): value is ExpectedChain {
  return typeof value === "object" && value !== null && "domain" in value && "servedSha256" in value;
}
