/** Header fields of requests, in lower case. */
export interface Fields {
  /** Beginnings of names. */
  readonly prefixes: readonly string[];
  /** Names that begin otherwise. */
  readonly names: readonly string[];
  /** The names in use that begin so, for a server that knows no patterns. */
  readonly known: readonly string[];
}

/** What an edge says of the requests that it passes on. */
export interface EdgeWords {
  /** The field by which it says who asks. */
  readonly visitorField: string;
  /** The fields that it alone may set: dropped unless it is the edge that asks. */
  readonly fields: Fields;
}

/** The edge, as the server behind it sees it. */
export interface Edge extends EdgeWords {
  /** The address ranges that it asks from: from them alone it is believed. Empty when nothing stands in front of the server. */
  readonly ranges: readonly string[];
}

/** Set for the application: the visitor's address, which is the connection's, or the edge's word when the edge asks. */
export const visitorFields = ["X-Real-IP", "X-Forwarded-For"] as const;

/** Set for the application: `http` or `https`, as the connection is, or the edge's word when the edge asks. */
export const schemeField = "X-Forwarded-Proto";

/**
 * What a name that reaches the application does not have (RFC 9110, section 5.6.2, less letters, digits and the hyphen). WSGI and CGI take some for a
 * hyphen: `X_Real_IP` would join `X-Real-IP`.
 */
export const otherCharacters = [..."!#$%&'*+.^_`|~"];

/** The only protocol that a visitor may switch to: over any other, requests arrive unchecked. */
export const upgradeProtocol = "websocket";

/**
 * By which other proxies, and no proxy of this site, say who asks, by what way and for what; frameworks believe them.
 * Dropped from everybody, as the edge passes them on.
 */
export const foreignFields: Fields = {
  prefixes: ["x-forwarded-", "x-original-"],
  names: [
    ...[
      "forwarded",
      "x-forwarded",
      "forwarded-for",
      "client-ip",
      "x-client-ip",
      "true-client-ip",
      "x-true-client-ip",
      "x-cluster-client-ip",
      "x-originating-ip",
      "x-remote-ip",
      "x-remote-addr",
    ],
    ...[
      "proxy-client-ip",
      "wl-proxy-client-ip",
      "x-proxyuser-ip",
      "fastly-client-ip",
      "fly-client-ip",
      "do-connecting-ip",
      "x-azure-clientip",
      "x-appengine-user-ip",
      "x-envoy-external-address",
    ],
    ...[
      "x-scheme",
      "x-url-scheme",
      "front-end-https",
      "wl-proxy-ssl",
      "x-arr-ssl",
      "x-host",
      "x-http-host-override",
      "x-real-host",
      "x-real-port",
      "x-real-proto",
      "x-script-name",
      "script-name",
      "path-info",
    ],
    ...["x-rewrite-url", "x-envoy-original-path", "x-envoy-internal", "x-sendfile-type", "x-accel-mapping"],
    ...["remote-user", "remote-addr", "x-remote-user", "x-authenticated-user", "x-webauth-user", "x-auth-request-user", "x-auth-request-email"],
    ...[
      "client-cert",
      "client-cert-chain",
      "ssl-client-cert",
      "ssl-client-verify",
      "x-ssl-cert",
      "x-ssl-client-cert",
      "x-ssl-client-verify",
      "x-client-cert",
      "x-client-verify",
      "x-arr-clientcert",
    ],
    // Programs that a CGI starts take it for the variable HTTP_PROXY. Source: httpoxy.org.
    "proxy",
    // What comes after a switch to HTTP/2 would not be looked at. Source: RFC 7540, section 3.2.1.
    "http2-settings",
  ],
  known: [
    ...[
      "host",
      "port",
      "server",
      "scheme",
      "protocol",
      "ssl",
      "prefix",
      "path",
      "uri",
      "method",
      "by",
      "user",
      "email",
      "groups",
      "preferred-username",
      "access-token",
      "client-cert",
      "client-ip",
      "https",
    ].map((name) => `x-forwarded-${name}`),
    ...["for", "proto", "host", "port", "url", "uri", "path", "method", "prefix", "forwarded-for", "remote-addr"].map((name) => `x-original-${name}`),
  ],
};

/** All names of such fields that are known. */
export function knownNames({ names, known }: Fields): string[] {
  return [...known, ...names];
}
