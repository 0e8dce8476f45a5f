import { withoutCa } from "./alarms-on-host";
import { inDays, make } from "./certificate-maker";
import { alsoOnHost, onHost } from "./local-cloud";
import { quote } from "../../components/shared/shell";

/** Whether the certbot of a host would renew certificates of so many days with so many left. */
export async function duePerCertbot(address: string, domain: string, ...certificates: readonly (readonly [days: number, left: number])[]): Promise<boolean[]> {
  const file = `/etc/letsencrypt/live/${domain}/cert.pem`;
  const due: boolean[] = [];
  onHost(address, `cp ${file} /root/kept.pem`);
  for (const [days, left] of certificates) {
    const { certificate } = await make({ subject: `CN=${domain}`, notBefore: inDays(left - days), notAfter: inDays(left) });
    onHost(address, `echo ${quote(certificate)} > ${file}`);
    const { output } = await withoutCa(address, domain, () => alsoOnHost(address, `certbot renew --no-random-sleep-on-renew --cert-name ${domain}`));
    expect(output).toMatch(/not yet due|Failed to renew/);
    due.push(!output.includes("not yet due"));
  }
  onHost(address, `cat /root/kept.pem > ${file}`);
  return due;
}
