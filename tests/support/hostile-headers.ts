/** An address that no visitor has: what an application sees of it came from a header. */
export const forgedAddress = "203.0.113.66";

const address = (...names: string[]): string[][] => names.map((name) => [`${name}: ${forgedAddress}`]);
const forged = (...names: string[]): string[][] => names.map((name) => [`${name}: forged`]);

/** Requests that say what a visitor has no say in, each by the header lines that it has. As curl takes them: a line that ends in `;` has no value. */
export const hostileRequests: readonly (readonly string[])[] = [
  ...address("X-Forwarded-For", "X-Real-IP", "x-forwarded-FOR", "X_Forwarded_For", "X_Real_IP", "x_forwarded-for", "X-Forwarded_For", "X_FORWARDED_FOR", "X.Forwarded.For", "X~Real~IP", "X_Real-IP"),
  ...address("CF_Connecting_IP", "Cf-Connecting_Ip", "CF_Connecting-IP", "CF-Connecting-IPv6", "CF-Pseudo-IPv4", "True-Client-IP", "X-Client-IP", "Client-IP", "X-Cluster-Client-IP", "Fastly-Client-IP"),
  ...address("X-Originating-IP", "X-Remote-Addr", "X-Forwarded", "Forwarded-For", "X-Original-Forwarded-For", "X-Appengine-User-IP", "True_Client_IP", "Client_IP"),
  [`Forwarded: for=${forgedAddress};proto=http;host=forged`],
  [`X-Forwarded-For: ${forgedAddress}, ${forgedAddress}`, "X-Forwarded-For: forged"],
  [`X-Forwarded-For: ${forgedAddress}`, `X_Forwarded_For: ${forgedAddress}`, `X-Real-IP: ${forgedAddress}`, `X_Real_IP: ${forgedAddress}`],
  [`X_Forwarded_For: ${forgedAddress}`, "X_Zzz;"],
  ["X_Forwarded_For;"],
  ["X_Real_IP;", "CF_Connecting_IP;"],
  ...forged("X_Forwarded_Proto", "X-Forwarded_Proto", "X-Forwarded-Scheme", "X-Forwarded-Protocol", "X-Forwarded-Ssl", "X_Forwarded_Ssl", "X-Url-Scheme", "Front-End-Https"),
  ["X_Forwarded_Proto: http"],
  ["X-Forwarded-Ssl: off"],
  ["X-Forwarded-Protocol: http", "X-Forwarded-Ssl: off"],
  ["Connection: close, X-Forwarded-Proto"],
  ["Connection: X-Real-IP, X-Forwarded-For, X-Forwarded-Proto, CF-Connecting-IP, CF-Ray"],
  [`Connection: keep-alive, x-real-ip`, `X_Real_IP: ${forgedAddress}`],
  ["SCRIPT_NAME: /x"],
  ["SCRIPT_NAME: /path"],
  ["SCRIPT-NAME: forged", "PATH_INFO: /forged", "Path-Info: /forged"],
  ...forged("X-Forwarded-Host", "X_Forwarded_Host", "X-Forwarded-Port", "X-Forwarded-Prefix", "X-Forwarded-Server", "X-Forwarded-User", "X-Host", "X-Script-Name"),
  ...forged("X-Original-URL", "X-Original-Host", "X-Rewrite-URL", "X_Rewrite_Url", "Proxy", "Remote-User", "Remote_User", "X-Remote-User", "X-SSL-Client-Verify", "Client-Cert", "X-Sendfile-Type"),
  ...forged("CF-IPCity", "CF-Access-Authenticated-User-Email", "CF_Access_Authenticated_User_Email", "CF_Ray", "CF-Bot-Score", "CF_IPCountry", "CF-Worker", "cf_visitor"),
  ["Upgrade: h2c", "HTTP2-Settings: forged", "Connection: Upgrade, HTTP2-Settings"],
  ["Any_Header: forged"],
];
