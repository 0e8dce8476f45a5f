import type { Properties } from "../../components/provider/value";
import { release } from "./site";

const login = { host: "192.0.2.1", port: 22, user: "root", privateKey: "-----BEGIN OPENSSH PRIVATE KEY-----", machine: "7" };
const destination = { ...login, hostKey: "ssh-ed25519 AAAA" };
const keyPem = "-----BEGIN PRIVATE KEY-----\n";
const directory = "https://ca.example/directory";
const lineage = { ...destination, site: "blog.example.com", names: ["blog.example.com"], challenge: "http-01", directory, keyType: "ecdsa-p256" };

/** Inputs for each of tlsup's own resources, by its type. */
export const ownResources: Readonly<Record<string, Properties>> = {
  Release: { ...destination, ...(release as unknown as Properties) },
  CachePurge: { zoneId: "zone-1", domain: "blog.example.com", contents: { "index.html": "ab12" } },
  HostMemory: { provider: "digitalocean", region: "fra1", size: "s-1vcpu-1gb", image: "debian-12-x64", reachable: { "22": "everyone" } },
  HostIdentity: { host: "192.0.2.1", port: 22, user: "root", privateKey: login.privateKey, image: "debian-12-x64" },
  AuthorizedKeys: { ...destination, loginKey: destination.hostKey, userKeys: [] },
  LoginKey: { ...destination, loginKey: destination.hostKey },
  HostKey: { ...login, temporaryKey: "ssh-ed25519 AAAA" },
  OriginCaOrder: { hostnames: ["*.example.com"], keyType: "rsa-2048", days: 5475 },
  EdgeRanges: { listed: ["198.51.100.0/24"] },
  OriginPull: { zoneId: "023e105f4ecef8ad9ca31a8372d0c353", hostname: "blog.example.com", certificate: "-----BEGIN CERTIFICATE-----\n", privateKey: keyPem },
  AcmeRegistration: { directory, contact: ["mailto:me@example.com"], privateKey: keyPem, shared: false },
  AcmeCertificate: {
    directory,
    accountUrl: "https://ca.example/account/1",
    accountKey: keyPem,
    names: ["blog.example.com", "*.example.com"],
    keyType: "ecdsa-p256",
    solver: { kind: "host", host: "192.0.2.1", port: 22, user: "root", hostKey: "ssh-ed25519 AAAA" },
    credential: "KEY",
    revokeOnDelete: false,
  },
  EdgeRule: {
    zoneId: "zone-1",
    phase: "http_config_settings",
    ref: "tlsup-1",
    description: "blog.example.com",
    expression: 'http.host eq "blog.example.com"',
    parameters: '{"ssl":"full"}',
  },
  ZoneSetting: { zoneId: "zone-1", zone: "example.com", settingId: "ssl", value: "full", owner: "blog/production", resource: "blog.example.com" },
  CertbotHost: lineage,
  KeptLineage: {
    ...destination,
    site: "blog.example.com",
    names: ["blog.example.com"],
    directory,
    keyType: "ecdsa-p256",
    standby: "-----BEGIN CERTIFICATE-----",
    standbyKey: "-----BEGIN PRIVATE KEY-----",
    webhook: "https://hooks.example.com/1",
    ping: "https://pings.example.com/1",
    revokeOnDelete: false,
  },
  KeptAccount: { ...destination, site: "blog.example.com", directory, root: "-----BEGIN CERTIFICATE-----", email: "me@example.com" },
  Detour: { zoneId: "zone-1", domain: "blog.example.com", records: "198.51.100.7", to: "198.51.100.8", machine: "1" },
  RecordMemory: { domain: "blog.example.com", leadsTo: "198.51.100.7", lifetime: 65 },
  CertbotLineage: { ...lineage, revokeOnDelete: false },
};
