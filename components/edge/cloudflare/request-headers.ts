import type { EdgeWords } from "../common/request-headers";

/**
 * The header fields that Cloudflare adds to a request.
 * Source: developers.cloudflare.com, /fundamentals/reference/http-headers, /rules/transform/managed-transforms/reference and /cloudflare-one/access-controls.
 */
export const cloudflareWords: EdgeWords = {
  visitorField: "CF-Connecting-IP",
  fields: {
    prefixes: ["cf-"],
    names: ["cdn-loop", "exposed-credential-check", "malicious-uploads-detection"],
    known: [
      ...[
        "connecting-ip",
        "connecting-ipv6",
        "pseudo-ipv4",
        "connecting-o2o",
        "ray",
        "visitor",
        "worker",
        "ew-via",
        "request-id",
        "warp-tag-id",
        "device-type",
      ],
      ...["ipcountry", "ipcity", "ipcontinent", "iplongitude", "iplatitude", "region", "region-code", "metro-code", "postal-code", "timezone"],
      ...["bot-score", "verified-bot", "verified-bot-category", "threat-score", "ja3-hash", "ja4"],
      ...[
        "cert-revoked",
        "cert-verified",
        "cert-presented",
        "cert-issuer-dn",
        "cert-subject-dn",
        "cert-issuer-dn-rfc2253",
        "cert-subject-dn-rfc2253",
        "cert-issuer-dn-legacy",
        "cert-subject-dn-legacy",
      ],
      ...[
        "cert-serial",
        "cert-issuer-serial",
        "cert-fingerprint-sha256",
        "cert-fingerprint-sha1",
        "cert-not-before",
        "cert-not-after",
        "cert-ski",
        "cert-issuer-ski",
      ],
      ...["access-authenticated-user-email", "access-jwt-assertion", "access-token", "access-client-id", "access-client-secret"],
    ].map((name) => `cf-${name}`),
  },
};
