import * as pulumi from "@pulumi/pulumi";
import { DirectRecord, HttpsFleet, SelfSignedCertificate, Vps } from "tlsup";

const config = new pulumi.Config();
const domain = config.require("domain");
const host = (name: string) => new Vps(name, { provider: "digitalocean", region: "fra1", size: "s-1vcpu-1gb", web: { from: "everyone" } });
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
// Two address records of one name: browsers take either.
new DirectRecord("red", { domain, address: red.address }, { dependsOn: fleet });
new DirectRecord("green", { domain, address: green.address }, { dependsOn: fleet });

export const addresses = { red: red.address, green: green.address };
