import { site } from "../site";
import { existingHosts, hosts, serversByIpv6 } from "./machines";
import { aliases, domains } from "./names";
import { proxies, zones } from "./records";
import { below, each, missing, type Sample } from "./refusal";
import { dataLosses, environments, keyTypes, logins, secrets, services } from "./shared";
import { haproxyFiles, servers } from "./servers";

export const siteSamples: Readonly<Record<string, Sample>> = {
  HttpsSite: {
    args: {
      ...site,
      application: undefined,
      server: { kind: "nginx", upstream: "http://127.0.0.1:8000" },
      services: [{ kind: "postfix" }],
      aliases: [{ name: "www.example.com" }],
      otherHosts: {},
      leaveDataOn: "7",
      proxy: { ...site.proxy, zone: "example.com" },
    },
    refusals: [
      ...domains,
      ...aliases,
      ...each("aliases", [[{ name: "www.example.com", zone: "example.org" }], [{ name: "www.example.com", zone: 7 }]], "aliases.0.zone"),
      ...each("aliases", [[{ name: "*.example.com" }]], "aliases.0.name"),
      ...missing("host", "proxy", "certificate"),
      ...each("host", [null, "fra1"]),
      ...below("host", hosts),
      ...each("otherHosts", [null, "fra1", { "b.c": site.host }, { b: null }, { b: { provider: "nobody" } }]),
      ...each("", [{ otherHosts: { b: site.host }, services: [{ kind: "postfix" }] }], "services"),
      ...existingHosts,
      ...serversByIpv6,
      ...logins,
      ...each("proxy", [null, "cloudflare"]),
      ...below("proxy", [...proxies, ...zones, ...each("proxied", ["no", 0, null]), ...each("sshfp", ["yes", null])]),
      ...each("proxy", [{ provider: "cloudflare", proxied: false, ssl: "full" }], "proxy.ssl"),
      ...each("", [{ proxy: { ...site.proxy, sshfp: true }, services: [{ kind: "postfix" }] }], "proxy.sshfp"),
      ...each("proxy", [{ provider: "none", zone: "example.com" }], "proxy.zone"),
      ...each("certificate", [null, "self-signed"]),
      ...each("certificate.source", ["selfsigned", null]),
      ...below("certificate", [...keyTypes, ...each("extra", [1])]),
      ...services,
      ...servers,
      ...environments,
      ...secrets,
      ...each("", [haproxyFiles], "server.kind"),
      ...each("proxy", [{ provider: "cloudflare", ssl: "full", zone: "example.org" }], "proxy.zone"),
      ...each("", [{ server: { kind: "gunicorn" }, application: { kind: "demo" }, proxy: { provider: "cloudflare", ssl: "flexible" } }], "proxy.ssl"),
      ...each("lockdown", ["yes", null]),
      ...dataLosses,
      ...each("", [{ lockdown: true, proxy: { provider: "cloudflare", ssl: "flexible" } }], "proxy.ssl"),
      ...each("", [{ lockdown: true, proxy: { provider: "cloudflare", proxied: false } }], "lockdown"),
      ...each("", [{ lockdown: true, server: { kind: "nginx", upstream: "http://127.0.0.1:8000", redirectToHttps: false } }], "server.redirectToHttps"),
      ...each("certificate", [{ source: "self-signed", alarm: { mail: "ops@example.com" } }], "certificate.alarm"),
      ...each("certificate", [{ source: "origin-ca", renewal: "host" }], "certificate.renewal"),
      ...each("certificate", [{ source: "lets-encrypt", renewal: "host", resolver: "127.0.0.1:53" }], "certificate.resolver"),
      ...each("certificate", [{ source: "lets-encrypt", standby: "origin-ca" }], "certificate.standby"),
      ...each("certificate", [{ source: "lets-encrypt", challenge: "dns-persist-01" }], "certificate.challenge"),
      ...each("certificate", [{ source: "certbot", challenge: "dns-01" }], "!certificateSecrets.cloudflareToken"),
    ],
  },
};
