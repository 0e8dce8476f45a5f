import * as pulumi from "@pulumi/pulumi";
import { DirectRecord, HttpsFleet, SelfSignedCertificate, Vps } from "tlsup";

const config = new pulumi.Config();
const domain = config.require("domain");
const host = (name: string) => new Vps(name, { provider: "digitalocean", region: "fra1", size: "s-1vcpu-1gb", dualStack: true, web: { from: "everyone" } });
const [red, green] = [host("red"), host("green")];

const fleet = new HttpsFleet("shop", {
  domain,
  hosts: { red: red.access, green: green.access },
  canary: "red",
  certificate: new SelfSignedCertificate("shop", { dnsNames: [domain], keyType: "ecdsa-p256" }),
  server: { kind: "nginx" },
  application: { kind: "demo", environment: { GREETING: config.require("greeting") } },
  edgeRanges: [],
});
// Each host has an A and an AAAA record of the one name, once its release is proven there: browsers take any.
for (const [name, { address, ipv6 }] of Object.entries({ red, green }))
  new DirectRecord(name, { domain, address, ...(ipv6 && { ipv6 }) }, { dependsOn: fleet.servers[name] ?? fleet });

export const addresses = { red: red.address, green: green.address };
