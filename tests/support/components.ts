import * as pulumi from "@pulumi/pulumi";
import type { Access } from "../../components";
import { site } from "./site";
import { oneLine } from "./hostile";

/** Something that an argument must not be, and what its fault says of it. */
export interface Refusal {
  /** Replaces the argument at this path: `server.upstream`, `services.0.kind`. */
  readonly at: string;
  readonly value: unknown;
  /**
   * Where the fault is told.
   * @default the argument's own path
   */
  readonly told?: string;
}

/** A component with arguments that are right, and values that each of them must not have. */
export interface Sample {
  readonly args: Readonly<Record<string, unknown>>;
  /** For every argument at least one. */
  readonly refusals: readonly Refusal[];
}

const key = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
const pem = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
const at = (host: string): Access => ({
  host: pulumi.output(host),
  port: 22,
  user: "root",
  privateKey: pulumi.output(key),
  hostKey: pulumi.output("ssh-ed25519 AAAA"),
  machine: pulumi.output(host),
});
const access = at("198.51.100.1");
const certificate = {
  privateKey: pulumi.output(key),
  fullChain: pulumi.output(pem),
  facts: pulumi.output({ dnsNames: ["blog.example.com"], notBefore: "", notAfter: "", sha256: "ab".repeat(32), issuer: "" }),
};

/** Texts that a path, a server's configuration or a shell would take for more, and what is no text. */
const noNames = [
  "../../srv",
  "blog.example.com; reboot",
  "a b.example.com",
  "Blog.example.com",
  `${"a".repeat(64)}.com`,
  "localhost",
  "198.51.100.7",
  "",
  oneLine,
  7,
  null,
  {},
  ["blog.example.com"],
];
const each = (path: string, values: readonly unknown[], told?: string): Refusal[] =>
  values.map((value) => ({ at: path, value, ...(told !== undefined && { told }) }));
const missing = (...paths: readonly string[]): Refusal[] => paths.map((path) => ({ at: path, value: undefined }));

const secondServer = "http://127.0.0.1:8000;}}server{listen 81;location/{return 200";
const upstreams = [secondServer, "https://127.0.0.1:8000", "http://127.0.0.1:65536", "http://127.0.0.1:8000\n", "/run/app.sock", 8000, null];
const accesses: Refusal[] = [
  ...missing("access"),
  ...each("access", [null, 7, "root@198.51.100.1"]),
  ...each("access.host", ["-oProxyCommand=id", "a b", "", 7]),
  ...each("access.port", [0, 65536, 22.5, "22"]),
  ...each("access.user", ["root;id", "-l", "", null]),
  ...each("access.privateKey", ["", 7, null]),
  ...each("access.hostKey", ["ssh-ed25519", "ssh-ed25519 AAAA\nssh-rsa BBBB", 7]),
  ...each("access.machine", ["a\nb", "", 7]),
  ...each("access.extra", [1]),
];
const certificates: Refusal[] = [
  ...missing("certificate"),
  ...each("certificate", [null, "PEM"]),
  ...each("certificate.privateKey", ["KEY", 7]),
  ...each("certificate.fullChain", ["PEM"]),
  ...each("certificate.facts", [{ sha256: "; id" }], "certificate.facts.sha256"),
  ...each("certificate.lineage", ["/etc/letsencrypt/live/../../srv", "/srv", 7]),
];
const images = each("image", ["debian-11-x64", "ubuntu-24-04-x64", "debian-12-x64; id", 12, null]);
const services: Refusal[] = [
  ...each("services", [null, {}, "postfix"]),
  ...each("services.0", [{ kind: "exim" }, null, "postfix"], undefined).map((refusal) =>
    refusal.value !== null && typeof refusal.value === "object" ? { ...refusal, told: "services.0.kind" } : refusal,
  ),
  ...each("services.0.serverName", noNames),
  ...each("services.0.extra", [1]),
  ...each("services", [[{ kind: "postfix" }, { kind: "postfix" }]], "services.1.kind"),
  ...each("services", [[{ kind: "postgresql", from: ["0.0.0.0/0 trust\nhost all all"] }]], "services.0.from.0"),
];
const environments: Refusal[] = [
  ...each(
    "secretEnvironment",
    [null, "A=b", ["A"]].filter((value) => !Array.isArray(value)),
  ),
  ...each("secretEnvironment", [{ A: "hunter2\n2" }, { A: 7 }, { A: null }, { A: { hunter2: 1 } }], "secretEnvironment.A"),
  ...each("secretEnvironment", [{ "X; touch /root/p; Y": "hunter2" }, { "X=hunter2": "" }], "secretEnvironment.X..."),
  ...each("secretEnvironment", [{ "": "hunter2" }, { "1A": "hunter2" }, { "$(id)": "hunter2" }], "secretEnvironment...."),
  ...each("secretEnvironment", [JSON.parse('{"__proto__":"hunter2"}')], "secretEnvironment.__proto__"),
];
const applications: Refusal[] = [
  ...each("application", [null, "demo"]),
  ...each("application", [{ kind: "php" }], "application.kind"),
  ...each("application", [{ kind: "demo", port: 80 }], "application.port"),
  ...each("application", [{ kind: "demo", environment: { A: "1\n2" } }], "application.environment.A"),
  ...each("application", [{ kind: "demo", environment: JSON.parse('{"__proto__":"1\\n2"}') as unknown }], "application.environment.__proto__"),
  ...each("application", [{ kind: "wsgi", directory: "app", callable: "app:application; id" }], "application.callable"),
  ...each("application", [{ kind: "demo", secretEnvironment: { A: "hunter2" } }], "application.secretEnvironment"),
];
/** For a component whose sample has an upstream and no application. */
const servers: Refusal[] = [
  ...missing("server"),
  ...each("server", [null, "nginx"]),
  ...each("server.kind", ["lighttpd", null]),
  ...each("server.upstream", [...upstreams, undefined]),
  ...each("server.redirectToHttps", ["yes"]),
  ...each("server.maxBodySize", ["1m; id", 1]),
  ...each("server.healthPath", ["/a b", "a"]),
  ...each("server.extra", [1]),
  ...each("application", [{ kind: "demo" }], "server.upstream"),
  ...each("server", [{ kind: "gunicorn" }], "application.kind"),
  ...each("server", [{ kind: "gunicorn", upstream: "http://127.0.0.1:8000" }], "server.upstream"),
  ...applications,
  ...each("secretEnvironment", [{ A: "nobody reads it" }]),
];
const haproxyFiles = { server: { kind: "haproxy" }, application: { kind: "static", directory: "public" } };
const ranges = each("edgeRanges", [null, "0.0.0.0/0", {}]).concat(
  each("edgeRanges", [["0.0.0.0/0;}}"], ["198.51.100.1"], ["198.51.100.0/33"], ["2001:db8::/129"], [7]], "edgeRanges.0"),
  missing("edgeRanges"),
);
const web = {
  domain: "blog.example.com",
  certificate,
  server: { kind: "nginx", upstream: "http://127.0.0.1:8000" },
  services: [{ kind: "postfix" }],
  edgeRanges: ["198.51.100.0/24"],
  image: "debian-12-x64",
};
const domains = [
  ...missing("domain"),
  ...each("domain", noNames),
  ...each("domain", [`${"a".repeat(63)}.${"b".repeat(63)}.${"c".repeat(63)}.${"d".repeat(31)}.com`]),
];
const serverRefusals = [...domains, ...certificates, ...images, ...services, ...servers, ...environments, ...ranges];
const addresses = [...missing("address"), ...each("address", ["198.51.100.256", "2001:db8::1", "blog.example.com", "198.51.100.7; id", 7, null])];
const zones = each("zone", [...noNames, "example.org"]);
const machines: Refusal[] = [
  ...missing("provider", "region", "size"),
  ...each("provider", ["aws", null]),
  ...each("region", ["Frankfurt", "fra1;id", 1]),
  ...each("size", ["big", "s-1vcpu-1gb\n", null]),
  ...images,
];
const sshAccesses: Refusal[] = [...each("ssh", [null, "everyone"]), ...each("ssh.from", [[], "0.0.0.0/0", null]), ...each("ssh.from.0", ["203.0.113.7", 7])];
const hosts: Refusal[] = [...machines, ...each("reservedIp", ["yes", 1, null])];
const proxies: Refusal[] = [
  ...missing("provider", "ssl"),
  ...each("provider", ["fastly"]),
  ...each("ssl", ["ful", null, 1]),
  ...each("alwaysUseHttps", ["no"]),
  ...each("minTlsVersion", ["0.9", 1.2]),
];
const keyTypes = each("keyType", ["rsa-1024", 2048, null]);
const names = (path: string): Refusal[] => [
  ...missing(path),
  ...each(path, [null, "blog.example.com", {}, []]),
  ...each(path, [["../../srv"], ["blog.example.com;"], [7], [null]], `${path}.0`),
];
const roots = each("root", ["text", key, 7, null]);
const secrets: Refusal[] = [
  ...each("certificateSecrets", [null, "hunter2"]),
  ...each("certificateSecrets.privateKey", [7, { hunter2: 1 }]),
  ...each("certificateSecrets.passphrase", [7, null]),
  ...each("certificateSecrets.cloudflareToken", ["hunter2 token\n", 7]),
  ...each("certificateSecrets.extra", ["hunter2"]),
];
const paths = each("path", [7, null, {}]);
const below = (prefix: string, refusals: readonly Refusal[]): Refusal[] =>
  refusals.map(({ at: path, value, told }) => ({ at: `${prefix}.${path}`, value, ...(told !== undefined && { told: `${prefix}.${told}` }) }));

/** Every component that the package exports. */
export const samples: Readonly<Record<string, Sample>> = {
  HttpsServer: {
    args: { ...web, access },
    refusals: [
      ...serverRefusals,
      ...accesses,
      ...each("", [haproxyFiles], "server.kind"),
      ...each("", [{ server: { kind: "nginx" }, application: { kind: "demo", port: 5432 }, services: [{ kind: "postgresql" }] }], "application.port"),
    ],
  },
  HttpsFleet: {
    args: { ...web, hosts: { red: at("198.51.100.3"), green: at("198.51.100.2") }, canary: "red" },
    refusals: [
      ...serverRefusals,
      ...each("", [haproxyFiles], "server.kind"),
      ...missing("hosts"),
      ...each("hosts", [null, "red", {}]),
      ...each("hosts", [{ red: access, green: access }], "hosts.green"),
      ...each("hosts", [{ red: access, "../x": at("198.51.100.2") }], "hosts.../x"),
      ...each("hosts.red", [null, 7]),
      ...each("hosts.red.user", ["root;id"]),
      ...each("canary", ["blue", "constructor", "", 7, null]),
    ],
  },
  TlsServices: {
    args: { domain: "mail.example.com", access: at("198.51.100.4"), certificate, image: "debian-13-x64", services: [{ kind: "postfix" }] },
    refusals: [...domains, ...accesses, ...certificates, ...images, ...services, ...missing("services"), ...each("services", [[]])],
  },
  Vps: {
    args: {
      provider: "digitalocean",
      region: "fra1",
      size: "s-1vcpu-1gb",
      image: "debian-12-x64",
      web: { from: "everyone" },
      open: [{ ports: "25", from: ["0.0.0.0/0"] }],
      ssh: { from: ["203.0.113.0/24"] },
    },
    refusals: [
      ...machines,
      ...sshAccesses,
      ...missing("web"),
      ...each("web", [null, "everyone"]),
      ...each("web.from", ["nobody; id", null]),
      ...each("web", [{ from: "edge", ranges: [] }, { from: "edge" }], "web.ranges"),
      ...each("web", [{ from: "edge", ranges: ["everywhere"] }], "web.ranges.0"),
      ...each("open", [null, "25"]),
      ...each("open.0.ports", ["0", "25-", "65536", "200-100", "all", 25]),
      ...each("open.0.from", [[], "0.0.0.0/0", null]),
      ...each("open.0.from.0", ["everywhere", "198.51.100.1"]),
    ],
  },
  ReservedAddress: {
    args: { provider: "digitalocean", region: "fra1", machine: "7" },
    refusals: [
      ...missing("provider", "region", "machine"),
      ...each("provider", ["aws", null]),
      ...each("region", ["Frankfurt", null]),
      ...each("machine", ["blog", "7; id", 7, null]),
    ],
  },
  ProxiedRecord: {
    args: { provider: "cloudflare", ssl: "full", zone: "example.com", domain: "blog.example.com", address: "198.51.100.7" },
    refusals: [...proxies, ...domains, ...addresses, ...zones, ...each("precedesOrigin", ["yes", null])],
  },
  DirectRecord: {
    args: { domain: "mail.example.com", address: "198.51.100.7", zone: "example.com" },
    refusals: [...missing("domain"), ...each("domain", noNames), ...addresses, ...zones],
  },
  SelfSignedCertificate: {
    args: { dnsNames: ["blog.example.com"] },
    refusals: [...names("dnsNames"), ...keyTypes, ...each("days", [0, 1.5, 3651, "365", null, Number.NaN, Infinity])],
  },
  OriginCaCertificate: {
    args: { hostnames: ["blog.example.com"] },
    refusals: [...names("hostnames"), ...keyTypes, ...each("days", [0, 366, "365", null]), ...roots, ...paths],
  },
  ProvidedCertificate: {
    args: { names: ["blog.example.com"], certificate: pem },
    refusals: [
      ...names("names"),
      ...each("certificate", ["fullchain.pem", key, 7, null]),
      ...each("certificate", [undefined], ""),
      ...each("chain", ["chain.pem", key, null]),
      ...each("privateKey", ["hunter2", key, { path: "key.pem" }, 7]),
      ...each("pkcs12", ["site.p12", null]),
      ...each("pkcs12", [{ file: "a\nb" }], "pkcs12.file"),
      ...each("pkcs12", [{ file: "site.p12" }], "certificate"),
      ...roots,
      ...secrets,
      ...paths,
    ],
  },
  AcmeAccount: {
    args: { directory: "https://ca.example/dir", email: "me@example.com" },
    refusals: [
      ...each("directory", ["http://ca.example/dir", "https://ca.example/dir\nx", 7, null]),
      ...each("root", ["PEM", key, { file: "root.pem" }]),
      ...each("email", ["a@example.com,b@example.com", "me", 7, null]),
      ...each("privateKey", ["hunter2", 7, null]),
      ...each("eab", [null, "hunter2"]),
      ...each("eab", [{ keyId: "a b", hmacKey: "AAAA" }], "eab.keyId"),
      ...each("eab", [{ keyId: "a", hmacKey: "hunter2!" }, { keyId: "a" }], "eab.hmacKey"),
    ],
  },
  LetsEncryptCertificate: {
    args: {
      account: { url: pulumi.output("https://ca.example/1"), directory: "https://ca.example/dir", privateKey: pulumi.output(key) },
      names: ["blog.example.com"],
      solver: { challenge: "dns-01", provider: "cloudflare" },
    },
    refusals: [
      ...missing("account", "solver"),
      ...each("account", [null, "me"]),
      ...each("account.url", ["a b", 7]),
      ...each("account.privateKey", ["hunter2"]),
      ...names("names"),
      ...each("names", [["blog.internal"], ["*.co.uk"]], "names.0"),
      ...each("solver", [null, "dns-01"]),
      ...each("solver.challenge", ["tls-alpn-01"]),
      ...each("solver.provider", ["route53"]),
      ...each("solver.apiToken", ["hunter2 token", 7]),
      ...each("solver", [{ challenge: "http-01", access: { ...access, user: "root;id" } }], "solver.access.user"),
      ...each("profile", ["a b", 7]),
      ...keyTypes,
      ...each("resolver", ["dns.example; id", 53]),
      ...each("revokeOnDelete", ["yes"]),
      ...each("adopt", [null, "hunter2"]),
      ...each("adopt", [{ certificate: "PEM", privateKey: key }], "adopt.certificate"),
      ...each("adopt", [{ certificate: pem, privateKey: "hunter2" }], "adopt.privateKey"),
    ],
  },
  CertbotCertificate: {
    args: {
      domain: "blog.example.com",
      access,
      challenge: "dns-01",
      certificateSecrets: { cloudflareToken: "token" },
      apiUrl: "https://api.cloudflare.com/client/v4",
    },
    refusals: [
      ...domains,
      ...accesses,
      ...secrets,
      ...paths,
      ...missing("challenge"),
      ...each("challenge", ["tls-alpn-01", null]),
      ...each("challenge", ["http-01"], "apiUrl"),
      ...each("names", [null, "blog.example.com", []]),
      ...each("names", [["../../srv"], [7]], "names.0"),
      ...each("names", [["other.example.com"]]),
      ...each("email", ["me", 7]),
      ...each("directory", ["http://ca.example/dir"]),
      ...roots,
      ...keyTypes,
      ...each("apiUrl", ["api", "https://a b", 7]),
      ...each("revokeOnDelete", ["yes"]),
    ],
  },
  HttpsSite: {
    args: {
      ...site,
      application: undefined,
      server: { kind: "nginx", upstream: "http://127.0.0.1:8000" },
      services: [{ kind: "postfix" }],
      proxy: { ...site.proxy, zone: "example.com" },
    },
    refusals: [
      ...domains,
      ...missing("host", "proxy", "certificate"),
      ...each("host", [null, "fra1"]),
      ...below("host", hosts),
      ...each("proxy", [null, "cloudflare"]),
      ...below("proxy", [...proxies, ...zones, ...each("proxied", ["no", 0, null])]),
      ...each("proxy", [{ provider: "cloudflare", proxied: false, ssl: "full" }], "proxy.ssl"),
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
      ...each("certificate", [{ source: "certbot", challenge: "dns-01" }], "!certificateSecrets.cloudflareToken"),
    ],
  },
};
