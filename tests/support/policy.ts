import type { Code } from "../../components/site/chain/codes";
import { policies } from "../../policy/policies";
import type { SeenResource } from "../../policy/resources";

/** Pulumi's error for a property that becomes known later. */
class NotKnownYet extends Error {}

/** A value that becomes known later, in {@link seen}. */
export const later = Symbol("later");

/** A resource as Pulumi shows it to a policy. */
export function seen(type: string, props: Readonly<Record<string, unknown>>, more: Partial<SeenResource> = {}): SeenResource {
  const name = JSON.stringify(props);
  return { type, name, urn: `urn:pulumi:test::shop::${type}::${name}`, props: guarded(props), dependencies: [], propertyDependencies: {}, ...more };
}

function guarded<T extends object>(value: T): T {
  return new Proxy(value, {
    get: (target, key) => {
      const found: unknown = Reflect.get(target, key);
      if (found === later) throw new NotKnownYet(`.${String(key)} can't be known during preview`);
      return typeof found === "object" && found !== null ? guarded(found) : found;
    },
  });
}

const zoneId = "the-zone";

export const record = (name: string, content: string, proxied = true): SeenResource =>
  seen("cloudflare:index/dnsRecord:DnsRecord", { zoneId, name, type: "A", content, proxied });

/** A setting of the zone, by Cloudflare's own resource. */
export const setting = (settingId: string, value: unknown): SeenResource => seen("cloudflare:index/zoneSetting:ZoneSetting", { zoneId, settingId, value });

export const selfSigned = seen("tls:index/selfSignedCert:SelfSignedCert", {});

/** The release of an `HttpsServer`. */
export function release(domain: string, server: unknown, dependencies: readonly SeenResource[], props: Readonly<Record<string, unknown>> = {}): SeenResource {
  const parent = seen("tlsup:index:HttpsServer", { server });
  const files = { "tls/fullchain.pem": later };
  return seen("tlsup:index:Release", { domain, probes: [{ protocol: "https", serverName: domain }], files, ...props }, { parent, dependencies });
}

/** What the policies say: the codes of their violations, and of those that could not be judged yet. */
export function judged(...resources: readonly SeenResource[]): { readonly found: Code[]; readonly awaited: Code[]; readonly messages: string[] } {
  const [found, awaited, messages]: [Code[], Code[], string[]] = [[], [], []];
  for (const policy of policies(() => new Date())) {
    try {
      policy.validateStack({ resources }, (message) => {
        found.push(policy.name);
        messages.push(message);
      });
    } catch (error) {
      if (!(error instanceof NotKnownYet)) throw error;
      awaited.push(policy.name);
    }
  }
  return { found, awaited, messages };
}
