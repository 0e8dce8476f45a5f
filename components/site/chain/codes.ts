/** An error keeps visitors out or will soon. A warning leaves time, or is a matter of choice. */
export type Severity = "error" | "warning";

/** The meaning of a code. */
export interface CodeFacts {
  /** How bad it is. */
  readonly severity: Severity;
  /** The heading of its section in docs/chain.md. */
  readonly title: string;
  /** What a visitor sees. */
  readonly sees: string;
}

/**
 * The kinds of faults in a chain, one line each. A code is an API: programs and settings use it, so it is never renamed.
 * It is also the anchor of its section in docs/chain.md.
 */
export const codes = listCodes({
  "edge-unreachable": { severity: "error", title: "The edge gives no TLS", sees: "the browser cannot connect" },
  "edge-untrusted": { severity: "error", title: "The edge's certificate is not trusted", sees: "the browser warns and shows nothing" },
  "untrusted-by-browsers": { severity: "error", title: "A certificate that browsers do not trust", sees: "a warning of the browser" },
  "address-broken": { severity: "error", title: "One of several addresses does not work", sees: "some browsers wait, or cannot connect" },
  "name-mismatch": { severity: "error", title: "A certificate for another name", sees: "a warning of the browser, or error 526" },
  "chain-incomplete": { severity: "error", title: "An intermediate certificate is missing", sees: "a warning of some browsers, or error 526" },
  "dns-elsewhere": { severity: "error", title: "The name leads elsewhere", sees: "what another server has for them" },
  "delegated-elsewhere": { severity: "error", title: "The domain is delegated elsewhere", sees: "what other name servers lead them to" },
  "record-missing": { severity: "error", title: "The record is gone", sees: "the browser does not find the site" },
  "record-changed": { severity: "error", title: "The record leads to another machine", sees: "what the other machine has for them, or error 521 to 526" },
  "record-beside": { severity: "error", title: "Another record beside the site's own", sees: "the other machine, some of the time" },
  "not-proxied": { severity: "error", title: "The record leads past the edge", sees: "the host itself: a warning of the browser, or no connection" },
  "no-answer": { severity: "error", title: "No answer", sees: "the browser waits, or the connection ends" },
  "bad-status": { severity: "error", title: "An error in place of the page", sees: "an error page" },
  "redirect-circle": { severity: "error", title: "Redirects in a circle", sees: "the browser gives up: too many redirects" },
  "too-many-redirects": { severity: "error", title: "Too many redirects", sees: "the browser gives up: too many redirects" },
  "not-redirected": { severity: "error", title: "Visitors are left on http", sees: "the site, not encrypted" },
  "health-failing": { severity: "error", title: "The health path fails", sees: "nothing yet, or errors on some pages" },
  "ssh-unreachable": { severity: "warning", title: "The host's SSH does not answer", sees: "nothing: it is the next push that fails" },
  "alias-astray": { severity: "error", title: "Another name that does not do what it should", sees: "another page or address than is meant" },
  "led-away": { severity: "error", title: "A rule of the edge leads visitors away", sees: "another site than is meant" },
  "port-closed": { severity: "error", title: "The origin's port is closed", sees: "error 521" },
  "no-tls": { severity: "error", title: "The origin does not speak TLS", sees: "error 525" },
  "not-the-pushed-certificate": { severity: "error", title: "The origin serves another certificate", sees: "nothing yet, or error 526" },
  "certificate-expired": { severity: "error", title: "An expired certificate", sees: "a warning of the browser, or error 526" },
  "certificate-not-yet-valid": { severity: "error", title: "A certificate that is not valid yet", sees: "a warning of the browser, or error 526" },
  "renewal-overdue": { severity: "error", title: "A renewal that is overdue", sees: "nothing yet; when the certificate ends, a warning or error 526" },
  "renewal-due": { severity: "warning", title: "A renewal that is due", sees: "nothing yet" },
  "setting-changed": { severity: "error", title: "A setting of the zone was changed elsewhere", sees: "what the other setting leads to" },
  "origin-pull-off": { severity: "error", title: "The edge shows the origin no certificate", sees: "error 520 or 525, or the server's own 400 or 403" },
  "rule-changed": { severity: "error", title: "A rule of the site was changed elsewhere", sees: "what the other rule leads to" },
  "untrusted-by-edge": { severity: "error", title: "A certificate that the edge refuses", sees: "error 526" },
  "private-authority": { severity: "warning", title: "An authority that few may know", sees: "nothing, error 526, or a warning of the browser" },
  "nothing-over-http": { severity: "error", title: "A host that answers nothing over http", sees: "an error page" },
  "challenge-unreachable": { severity: "warning", title: "A proof that the CA may not get", sees: "nothing, or no site: its certificate is not issued" },
  "no-edge-certificate": { severity: "error", title: "A name that the edge has no certificate for", sees: "the browser cannot connect" },
  "no-tls-version": { severity: "error", title: "No TLS version that visitors may speak", sees: "the browser cannot connect" },
  "plain-to-origin": { severity: "warning", title: "A way to the host without encryption", sees: "nothing: their browsers show a lock" },
  "plain-to-visitors": { severity: "warning", title: "Visitors without encryption", sees: "the browser says that the site is not secure" },
  "http-refused": { severity: "warning", title: "Nothing for visitors who come by http", sees: "an error page, by http" },
  "hsts-not-sent": { severity: "warning", title: "HSTS that never reaches a visitor", sees: "nothing: browsers go on trying http first" },
  "hsts-with-off": { severity: "warning", title: "HSTS on a site without https", sees: "redirects in a circle, for anyone who has been here before" },
  "hsts-not-preloaded": { severity: "warning", title: "HSTS that no preload list takes", sees: "nothing: browsers go on trying http first" },
  "no-ipv4": { severity: "warning", title: "A name that leads to IPv6 alone", sees: "no connection, where their network has IPv4 alone" },
  "old-tls": { severity: "warning", title: "TLS versions that are broken", sees: "nothing: old browsers come in, by TLS that can be read or changed" },
  "port-not-proxied": { severity: "warning", title: "A service that the edge does not pass on", sees: "the service does not answer" },
  "origin-address-shown": { severity: "warning", title: "A record that shows the host's address", sees: "nothing; attackers, where the host is" },
  "origin-open": { severity: "warning", title: "A host that everybody reaches", sees: "nothing; attackers, the site past the edge, or its databases" },
  "untrusted-by-clients": { severity: "warning", title: "A certificate that a service's clients refuse", sees: "a warning of the mail program, or nothing" },
});

/** Infers the names alone, so that the library's declarations do not repeat each text. */
function listCodes<Name extends string>(facts: Readonly<Record<Name, CodeFacts>>): Readonly<Record<Name, CodeFacts>> {
  return facts;
}

/** The stable name of a kind of finding. */
export type Code = keyof typeof codes;

/** A part of the way from the visitor to the origin. */
export type Hop = "visitor" | "edge" | "origin";

/** A fault in a chain, found by looking at it or from its settings. */
export interface Finding {
  /** Its stable name. */
  readonly code: Code;
  /** How bad it is. */
  readonly severity: Severity;
  /** Where to fix it. */
  readonly hop: Hop;
  /** What a visitor sees. */
  readonly sees: string;
  /** What was seen, and why. For settings: the rule and the value that breaks it. */
  readonly problem: string;
  /** What to change. */
  readonly remedy: string;
}

/** Makes a finding with the severity of its code. */
export function finding(code: Code, hop: Hop, problem: string, remedy: string): Finding {
  const { severity, sees } = codes[code];
  return { code, severity, hop, sees, problem, remedy };
}

/** Whether visitors cannot connect, or soon will not be able to. */
export function hasErrors(findings: readonly Finding[]): boolean {
  return findings.some(({ severity }) => severity === "error");
}

/** Where the docs explain a code. */
export function pageOf(code: Code): string {
  return `docs/chain.md#${code}`;
}
