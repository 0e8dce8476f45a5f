import { trustedClientsPath } from "../../release/common/release";

/**
 * Lines for the https server's block. Clients without a certificate are refused in the TLS handshake: nginx's own directive would answer them over HTTP. nginx
 * continues a handshake with an invalid certificate, so those clients get status 403. Requests for another name get 421. Sessions from before the lockdown
 * cannot be resumed, as the cache has a new name: see {@link sessionZone}.
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

/** The name of the session cache. */
export function sessionZone(lockdown: boolean): string {
  return lockdown ? "tlsup_locked" : "tlsup";
}

/**
 * A server block that comes before all others, as nginx uses the first one for unknown names. It refuses the edge of another zone, which asks for its own
 * name, in the TLS handshake, and a request for another host. nginx also takes protocols and sessions from the first block.
 * `listening` are its ports, `tls` the TLS lines of the site's own block.
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
