/** Header fields of requests, in lower case. */
export interface Fields {
  /** Prefixes of names, each up to a hyphen. */
  readonly prefixes: readonly string[];
  /** Names without one of these prefixes. */
  readonly names: readonly string[];
  /** Names in use that have one of these prefixes, for a server without patterns. */
  readonly known: readonly string[];
}

/** The header fields that an edge adds to requests. */
export interface EdgeWords {
  /** The field with the visitor's address. */
  readonly visitorField: string;
  /** The fields that only the edge may set: dropped from requests that do not come from it. */
  readonly fields: Fields;
}

/** The edge, as the server behind it sees it. */
export interface Edge extends EdgeWords {
  /** The address ranges that it connects from: only requests from these are trusted. Empty if there is no edge in front of the server. */
  readonly ranges: readonly string[];
}

/** Set for the application: the visitor's address, from the connection, or from the edge's field if the edge connects. */
export const visitorFields = ["X-Real-IP", "X-Forwarded-For"] as const;

/** Set for the application: `http` or `https`, from the connection, or from the edge's field if the edge connects. */
export const schemeField = "X-Forwarded-Proto";

/**
 * Fields whose names have one of these characters (the symbols of RFC 9110, section 5.6.2, except the hyphen) are dropped. WSGI and CGI turn some into
 * a hyphen: `X_Real_IP` would be joined with `X-Real-IP`.
 */
export const otherCharacters = [..."!#$%&'*+.^_`|~"];

/** The only protocol that a visitor may switch to: over any other, requests would arrive unchecked. */
export const upgradeProtocol = "websocket";

/** Families of such fields: how their names begin, and the known ends. */
const foreignFamilies = {
  "x-forwarded-":
    "host port server scheme protocol ssl prefix path uri method by user email groups preferred-username access-token client-cert tls-client-cert " +
    "tls-client-cert-info client-ip https",
  "x-original-": "for proto host port url uri path method prefix forwarded-for remote-addr",
  "x-envoy-": "external-address original-path original-host internal",
  "remote-": "user addr host groups email name",
  "x-remote-": "user ip addr group groups email name",
  "x-auth-request-": "user email groups preferred-username access-token",
  "x-authenticated-": "user userid email groups scope",
  "x-authentik-": "username groups entitlements email name uid jwt",
  "x-webauth-": "user email name fullname role groups",
  "x-pomerium-": "jwt-assertion claim-email claim-user claim-groups",
  "x-vouch-": "user success idp-accesstoken idp-idtoken idp-claims-email",
  "x-consumer-": "id custom-id username groups",
  "x-amzn-oidc-": "data identity accesstoken",
  "x-amzn-mtls-": "clientcert clientcert-leaf clientcert-subject clientcert-issuer clientcert-serial-number",
  "x-goog-authenticated-user-": "email id",
  "x-ms-client-principal-": "id name idp",
  "tailscale-": "user-login user-name user-profile-pic app-capabilities",
  "client-cert-": "chain",
  "ssl-client-": "cert verify dn s-dn subject-dn issuer-dn",
  "x-ssl-": "cert issuer client-cert client-verify client-dn client-cn client-s-dn client-serial client-sha1",
};

/**
 * The fields with which proxies that this site does not use describe a request: the sender, its route and its target. Frameworks trust them.
 * They are dropped from all requests, as the edge passes them on.
 */
export const foreignFields: Fields = {
  prefixes: Object.keys(foreignFamilies),
  names: [
    ...["forwarded", "x-forwarded", "forwarded-for", "client-ip", "x-client-ip", "true-client-ip", "x-true-client-ip", "x-cluster-client-ip"],
    ...["x-originating-ip", "proxy-client-ip", "wl-proxy-client-ip", "x-proxyuser-ip", "fastly-client-ip", "fly-client-ip", "do-connecting-ip"],
    ...["x-appengine-user-ip", "x-azure-clientip", "x-azure-socketip", "cloudfront-viewer-address", "cloudfront-forwarded-proto"],
    ...["x-scheme", "x-url-scheme", "front-end-https", "wl-proxy-ssl", "x-arr-ssl", "x-ssl"],
    ...["x-host", "x-http-host-override", "x-real-host", "x-real-port", "x-real-proto", "x-script-name", "script-name", "path-info"],
    ...["x-rewrite-url", "x-sendfile-type", "x-accel-mapping"],
    ...["client-cert", "x-client-cert", "x-client-verify", "x-arr-clientcert", "x-ms-client-principal", "x-goog-iap-jwt-assertion"],
    // Programs started through CGI mistake it for the variable HTTP_PROXY. Source: httpoxy.org.
    "proxy",
    // Requests after a switch to HTTP/2 would not be checked. Source: RFC 7540, section 3.2.1.
    "http2-settings",
  ],
  known: Object.entries(foreignFamilies).flatMap(([prefix, ends]) => ends.split(" ").map((end) => prefix + end)),
};

/** All known names of such fields. */
export function knownNames({ names, known }: Fields): string[] {
  return [...known, ...names];
}
