import { suggestNow } from "./ca-management";
import { alsoOnHost, onHost } from "./local-cloud";

/** What a host did. */
type Done = Promise<{ readonly code: number; readonly output: string }>;

/** Has the host ask the CA whether it wants certbot's certificate renewed early, as its timer does when it is time to ask again and no try has failed. */
export function asked(address: string, domain: string): Done {
  return alsoOnHost(address, `rm -f /var/lib/private/tlsup-ari/${domain}/*; systemctl start tlsup-ari-${domain}`);
}

/** The same once the CA wants it now. */
export function wanted(address: string, domain: string): Done {
  suggestNow(onHost(address, `cat /etc/letsencrypt/live/${domain}/cert.pem`));
  return asked(address, domain);
}
