import { quote } from "../../components/shared/shell";
import { inDays, make } from "./certificate-maker";
import { onHost } from "./local-cloud";

/** Writes path and body of each request into a file, a line for each. */
const listener = `
from http.server import BaseHTTPRequestHandler, HTTPServer
class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        with open("/root/heard", "ab") as file:
            file.write(self.path.encode() + b" " + self.rfile.read(int(self.headers["Content-Length"])) + b"\\n")
        self.send_response(200)
        self.end_headers()
    def log_message(self, *arguments):
        pass
HTTPServer(("127.0.0.1", 9999), Handler).serve_forever()
`;

/** Where a host hears its own alarms, and its pings. */
export const alarmWebhook = "http://127.0.0.1:9999/canary-hook";
export const alarmPing = "http://127.0.0.1:9999/canary-ping";

/** Has the host hear its alarms. */
export function hearAlarms(address: string): void {
  onHost(address, `systemd-run --quiet --unit=webhook python3 -c ${quote(listener)}; until ss -Hltn 'sport = :9999' | grep -q .; do sleep 0.1; done`);
}

/**
 * Has the host hear its alarms, and puts a certificate that ends in two weeks in the place of the one in force. From then on the host's own timer may
 * tell at any time: the reason must be there before.
 */
export async function makeLate(address: string, domain: string): Promise<void> {
  const { certificate } = await make({ subject: `CN=${domain}`, notBefore: inDays(-76), notAfter: inDays(14) });
  hearAlarms(address);
  onHost(address, `echo ${quote(certificate)} > /opt/tlsup/${domain}/current/tls/fullchain.pem`);
}

/** Has the host judge the certificate in force, as its timer does. Returns all that was heard, with the paths. */
export function alarmed(address: string, domain: string): readonly string[] {
  return onHost(address, `systemctl start tlsup-alarm-${domain}; cat /root/heard`).trim().split("\n");
}

/** Does something while certbot's CA does not answer. */
export async function withoutCa<T>(address: string, domain: string, action: () => Promise<T>): Promise<T> {
  const conf = `/etc/letsencrypt/renewal/${domain}.conf`;
  onHost(address, `cp ${conf} /root/kept.conf; sed -i 's#^server = .*#server = https://127.0.0.1:9/dir#' ${conf}`);
  const done = await action();
  onHost(address, `cp /root/kept.conf ${conf}`);
  return done;
}
