import * as pulumi from "@pulumi/pulumi";
import type { Access } from "../../../components";

export const key = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
export const pem = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
export const accessTo = (host: string): Access => ({
  host: pulumi.output(host),
  port: pulumi.output(22),
  user: pulumi.output("root"),
  privateKey: pulumi.output(key),
  hostKey: pulumi.output("ssh-ed25519 AAAA"),
  ipv6: pulumi.output("2001:db8::7"),
  machine: pulumi.output(host),
});
export const access = accessTo("198.51.100.1");

export const certificate = {
  privateKey: pulumi.output(key),
  fullChain: pulumi.output(pem),
  facts: pulumi.output({ dnsNames: ["blog.example.com"], notBefore: "", notAfter: "", sha256: "ab".repeat(32), issuer: "" }),
};

/** A user's public key. */
export const userKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINWNQUrKsgXdeEjURHCS45R6WDuOpWu0zvRy2V/ScX6P anna@laptop";
