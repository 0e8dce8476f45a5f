/** Why the edge answers a visitor itself, by Cloudflare's numbers. */
export type FaultCode = 520 | 521 | 522 | 523 | 524 | 525 | 526 | 1000 | 1001 | 1003 | 1015 | 1016 | 400 | 421 | 501;

/** The edge answers instead of the origin. */
export class EdgeFault extends Error {
  constructor(
    readonly code: FaultCode,
    /** What happened, in words for the person who runs the site. */
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(`${code}: ${reason}`, options);
    this.name = "EdgeFault";
  }
}

export interface FaultKind {
  readonly status: number;
  readonly title: string;
  /** How to fix it. */
  readonly remedy: string;
}

/** developers.cloudflare.com/support/troubleshooting/http-status-codes: the 5xx and the 1xxx errors. */
export const faultKinds: Readonly<Record<FaultCode, FaultKind>> = {
  400: { status: 400, title: "Bad request", remedy: "Send a request that follows RFC 9112." },
  421: { status: 421, title: "Misdirected request", remedy: "Open a new connection for this host name, with the name in the TLS handshake." },
  501: { status: 501, title: "Not implemented", remedy: "Send the body with Content-Length or with the chunked transfer coding alone." },
  520: {
    status: 520,
    title: "Web server returned an unknown error",
    remedy: "Read the origin's own log for this time: it closed the connection or sent something that is no HTTP response.",
  },
  521: {
    status: 521,
    title: "Web server is down",
    remedy: "Start the web server on the origin, and let its firewall accept the edge's addresses on this port.",
  },
  522: {
    status: 522,
    title: "Connection timed out",
    remedy: "See that the host runs and that its firewall accepts, not drops, the edge's packets on this port.",
  },
  523: { status: 523, title: "Origin is unreachable", remedy: "Compare the address in the DNS record with the address that the host has now." },
  524: { status: 524, title: "A timeout occurred", remedy: "Find out on the origin why the answer takes so long, or let the work go on in the background." },
  525: {
    status: 525,
    title: "SSL handshake failed",
    remedy:
      "See that the origin speaks TLS on this port and has a certificate for this host name; " +
      "`openssl s_client -connect <origin>:443 -servername <host>` shows its answer.",
  },
  526: {
    status: 526,
    title: "Invalid SSL certificate",
    remedy:
      "Install a certificate of a public authority or of the Origin CA that is valid now and names this host; " +
      "or set the SSL mode to full, which does not check it.",
  },
  1000: {
    status: 403,
    title: "DNS points to prohibited IP",
    remedy: "Point the record at the origin's own address, and let the origin not send its requests back to the edge.",
  },
  1001: { status: 409, title: "DNS resolution error", remedy: "Add a proxied A, AAAA or CNAME record for this host name to its zone." },
  1003: { status: 403, title: "Direct IP access not allowed", remedy: "Use the host name in place of the address." },
  1015: { status: 429, title: "You are being rate limited", remedy: "Wait, or raise the limit in the zone's rate limiting rule." },
  1016: { status: 530, title: "Origin DNS error", remedy: "Let the CNAME lead to a name that has an A or AAAA record." },
};
