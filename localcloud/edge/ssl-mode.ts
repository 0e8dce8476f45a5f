import type { EdgeSettings } from "../zones/zone";

export type Scheme = "http" | "https";

/** What happens to a visitor's request under the zone's settings. */
export type Decision = { readonly kind: "redirect"; readonly scheme: Scheme } | { readonly kind: "forward"; readonly to: Connection };

/** How the edge connects to the origin: in the clear, over TLS without checking the certificate, or over TLS with a valid one only. */
export type Connection = "plain" | "unverified" | "verified";

/** The table of developers.cloudflare.com/ssl/origin-configuration/ssl-modes. */
export function decide(settings: EdgeSettings, visitor: Scheme): Decision {
  if (settings.ssl === "off") return visitor === "https" ? { kind: "redirect", scheme: "http" } : { kind: "forward", to: "plain" };
  if (visitor === "http") return settings.alwaysUseHttps ? { kind: "redirect", scheme: "https" } : { kind: "forward", to: "plain" };
  switch (settings.ssl) {
    case "flexible":
      return { kind: "forward", to: "plain" };
    case "full":
      return { kind: "forward", to: "unverified" };
    case "strict":
      return { kind: "forward", to: "verified" };
  }
}
