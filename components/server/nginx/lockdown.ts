import { trustedClientsPath } from "../../release/common/release";

/**
 * In the https server's block. Whoever shows no certificate is refused within TLS: nginx's own directive would answer over HTTP. It asks on when a certificate
 * is another's, so those are refused by an answer; and what came by another name, or in a session from before, which the cache's new name ends.
 */
export function lockdownLines(folder: string, domain: string): string {
  return `  ssl_conf_command VerifyCAFile ${folder}/${trustedClientsPath};
  ssl_conf_command VerifyMode Require;
  if ($ssl_server_name != "${domain}") {
    return 421;
  }
  if ($host != "${domain}") {
    return 421;
  }
  if ($ssl_client_verify != SUCCESS) {
    return 403;
  }
`;
}

/** The cache of sessions, by its zone. */
export function sessionZone(lockdown: boolean): string {
  return lockdown ? "tlsup_locked" : "tlsup";
}

/**
 * A server's block that comes before all others, as nginx takes the first for names that it does not know:
 * the edge of another zone asks for its own, and is refused within TLS; so is a request for another host. Protocols and sessions are the first block's as well.
 * `listening` are its ports, `tls` what the site's own block says of TLS.
 */
export function refusalOfOthers(listening: string, tls: string): string {
  return `# Written by tlsup; the next push replaces it.
server {
${listening}  server_name tlsup-lockdown.invalid;
  ssl_reject_handshake on;
  return 421;
${tls}}
`;
}
