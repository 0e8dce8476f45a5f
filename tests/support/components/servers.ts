import { aliases, domains } from "./names";
import { each, missing, type Refusal, type Sample } from "./refusal";
import { accesses, certificates, dataLosses, environments, images, services } from "./shared";
import { access, accessTo, certificate, key } from "./values";

const secondServer = "http://127.0.0.1:8000;}}server{listen 81;location/{return 200";
const upstreams = [secondServer, "https://127.0.0.1:8000", "http://127.0.0.1:65536", "http://127.0.0.1:8000\n", "/run/app.sock", 8000, null];

const applications: Refusal[] = [
  ...each("application", [null, "demo"]),
  ...each("application", [{ kind: "php" }], "application.kind"),
  ...each("application", [{ kind: "demo", port: 80 }], "application.port"),
  ...each("application", [{ kind: "demo", environment: { A: "1\n2" } }], "application.environment.A"),
  ...each("application", [{ kind: "demo", environment: JSON.parse('{"__proto__":"1\\n2"}') as unknown }], "application.environment.__proto__"),
  ...each("application", [{ kind: "wsgi", directory: "app", callable: "app:application; id" }], "application.callable"),
  ...each("application", [{ kind: "demo", secretEnvironment: { A: "hunter2" } }], "application.secretEnvironment"),
];

/** Refusals for a component whose sample has an upstream and no application. */
export const servers: Refusal[] = [
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

export const haproxyFiles = { server: { kind: "haproxy" }, application: { kind: "static", directory: "public" } };

const ranges = each("edgeRanges", [null, "0.0.0.0/0", {}]).concat(
  each("edgeRanges", [["0.0.0.0/0;}}"], ["198.51.100.1"], ["198.51.100.0/33"], ["2001:db8::/129"], [7]], "edgeRanges.0"),
  missing("edgeRanges"),
);

const web = {
  domain: "blog.example.com",
  aliases: [{ name: "www.example.com" }],
  certificate,
  server: { kind: "nginx", upstream: "http://127.0.0.1:8000" },
  services: [{ kind: "postfix" }],
  edgeRanges: ["198.51.100.0/24"],
  leaveDataOn: "7",
  image: "debian-12-x64",
};

const authorities = each("clientAuthority", ["PEM", key, 7, null]);
const serverRefusals = [...domains, ...aliases, ...certificates, ...images, ...services, ...servers, ...environments, ...ranges, ...authorities, ...dataLosses];

export const serverSamples: Readonly<Record<string, Sample>> = {
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
    args: { ...web, hosts: { red: accessTo("198.51.100.3"), green: accessTo("198.51.100.2") }, canary: "red" },
    refusals: [
      ...serverRefusals,
      ...each("", [haproxyFiles], "server.kind"),
      ...missing("hosts"),
      ...each("hosts", [null, "red", {}, [access]]),
      ...each("hosts", [{ red: access, green: access }], "hosts.green"),
      ...each("hosts", [{ red: access, "../x": accessTo("198.51.100.2") }], "hosts.../x"),
      ...each("hosts.red", [null, 7]),
      ...each("hosts.red.user", ["root;id"]),
      ...each("canary", ["blue", "constructor", "", 7, null]),
    ],
  },
  TlsServices: {
    args: {
      domain: "mail.example.com",
      access: accessTo("198.51.100.4"),
      certificate,
      image: "debian-13-x64",
      leaveDataOn: "7",
      services: [{ kind: "postfix" }],
    },
    refusals: [...domains, ...accesses, ...certificates, ...images, ...services, ...missing("services"), ...each("services", [[]]), ...dataLosses],
  },
};
