import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { AcmeAccount, DirectRecord, LetsEncryptCertificate, TlsServices, Vps, openPorts, type ServiceSettings } from "tlsup";

const domain = new pulumi.Config().require("domain");
const services: ServiceSettings[] = [{ kind: "postfix" }, { kind: "dovecot" }];

// A shell of `tlsup local env` names the local cloud's authority and its DNS; elsewhere it is Let's Encrypt.
const { LEGO_SERVER: directory, LEGO_CA_CERTIFICATES: roots, TLSUP_DNS_ADDRESS: resolver } = process.env;
const account = new AcmeAccount("authority", { ...(directory && { directory }), ...(roots && { root: readFileSync(roots, "utf8") }) });
const certificate = new LetsEncryptCertificate("mail", {
  account,
  names: [domain],
  solver: { challenge: "dns-01", provider: "cloudflare" },
  ...(resolver && { resolver }),
});

const vps = new Vps("mail", { provider: "digitalocean", region: "fra1", size: "s-1vcpu-1gb", web: { from: "nobody" }, open: openPorts(services) });
const mail = new TlsServices("mail", { domain, access: vps.access, certificate, services });
new DirectRecord("mail", { domain, address: vps.address }, { dependsOn: mail });

export const address = vps.address;
export const served = mail.servedSha256;
