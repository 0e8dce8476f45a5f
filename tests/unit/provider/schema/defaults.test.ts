import * as pulumi from "@pulumi/pulumi";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import * as tlsup from "../../../../components";
import { Comparison } from "../../../../components/provider/schema/agreement";
import { schemaSources } from "../../../../components/provider/execution/generate-schema";
import { shapeOfEntries } from "../../../../components/provider/schema/rule-shape";
import { literalOf, type Field, type ObjectShape, type Shape } from "../../../../components/provider/schema/shape";
import { samples } from "../../../support/components";
import { root } from "../../../support/environment";
import { mockPulumi, registered, valueOf } from "../../../support/mocks";
import { site } from "../../../support/site";

type Args = Readonly<Record<string, unknown>>;
type Component = new (name: string, args: unknown) => pulumi.ComponentResource;

const folder = mkdtempSync(join(tmpdir(), "tlsup-defaults-"));
const program = join(folder, "program");
mkdirSync(program);
writeFileSync(join(program, "app.py"), "application = None\n");
writeFileSync(join(program, "requirements.txt"), "flask==3.0.0\n");
afterAll(() => rmSync(folder, { recursive: true }));

const { certificate } = samples.HttpsServer?.args ?? {};
const access = { host: "198.51.100.1", port: 22, user: "root", privateKey: "KEY", hostKey: "ssh-ed25519 AAAA", machine: "1" };
const web = { domain: "blog.example.com", access, certificate, edgeRanges: [] };
const mail = { domain: "mail.example.com", access, certificate };
const http = { kind: "nginx", upstream: "http://127.0.0.1:8000", hsts: {} };
const python = { kind: "wsgi", directory: relative(process.cwd(), program), callable: "app:application", requirements: "requirements.txt" };
/** A site of which the certificate's settings alone are left out. */
const settled = {
  ...site,
  host: { ...site.host, image: "debian-12-x64", dualStack: false, reservedIp: false },
  proxy: { ...site.proxy, proxied: true, sshfp: false, minTlsVersion: "1.2" },
};

const proxied = { provider: "cloudflare", ssl: "full", domain: "blog.example.com", address: "198.51.100.7" };

const hostKey = "ssh-ed25519 AAAA";

const hetzner = { provider: "hetzner", region: "fsn1", size: "cx23" };
const linode = { provider: "linode", region: "eu-central", size: "g6-nanode-1" };

/** Components with arguments in which every setting that has a default is left out. */
const programs: readonly (readonly [component: string, args: Args])[] = [
  ...["nginx", "caddy", "apache", "haproxy"].map((kind) => ["HttpsServer", { ...web, server: { ...http, kind } }] as const),
  ["HttpsServer", { ...web, server: { kind: "gunicorn", hsts: {} }, application: { kind: "demo" } }],
  ["HttpsServer", { ...web, server: { kind: "nginx" }, application: python }],
  ["HttpsServer", { ...web, server: http, aliases: [{ name: "www.blog.example.com" }] }],
  ["HttpsFleet", { domain: web.domain, hosts: { red: access }, certificate, edgeRanges: [], server: http }],
  ...["postfix", "dovecot", "vsftpd", "postgresql", "mariadb", "redis"].map((kind) => ["TlsServices", { ...mail, services: [{ kind }] }] as const),
  ["Vps", { provider: "digitalocean", region: "fra1", size: "s-1vcpu-1gb", web: { from: "everyone" } }],
  ["Vps", { ...hetzner, web: { from: "everyone" } }],
  ["Vps", { ...linode, web: { from: "everyone" } }],
  ["ExistingMachine", { address: "203.0.113.7", hostKey, via: { address: "203.0.113.8", hostKey } }],
  ["ProxiedRecord", proxied],
  [
    "ProxiedRecord",
    {
      ...proxied,
      cache: [{ path: "/a/", browser: 60 }],
      zoneWide: { hsts: { maxAge: 300 } },
    },
  ],
  ["SelfSignedCertificate", { dnsNames: ["blog.example.com"] }],
  ["OriginCaCertificate", { hostnames: ["blog.example.com"] }],
  ["LetsEncryptCertificate", samples.LetsEncryptCertificate?.args ?? {}],
  ["CertbotCertificate", { domain: "blog.example.com", access, challenge: "http-01" }],
  ["HttpsSite", { ...site, proxy: { ...site.proxy, proxied: true, sshfp: false } }],
  ["HttpsSite", { ...settled, proxy: { ...site.proxy, proxied: true }, services: [{ kind: "postfix", serverName: "mail.example.com" }] }],
  ["HttpsSite", { ...settled, host: hetzner }],
  ["HttpsSite", { ...settled, host: linode }],
  ["HttpsSite", { ...settled, aliases: [{ name: "www.example.com" }] }],
  ["HttpsSite", { ...settled, host: { provider: "existing", address: "203.0.113.7" } }],
  ["HttpsSite", { ...settled, certificate: { source: "origin-ca" } }],
  ["HttpsSite", { ...settled, certificate: { source: "lets-encrypt" } }],
  ["HttpsSite", { ...settled, certificate: { source: "self-signed", renewal: "host" } }],
  ["HttpsSite", { ...settled, certificate: { source: "certbot", challenge: "http-01" } }],
];

/** Other values than the default, where they are neither the opposite nor another choice. */
const others: Args = { maxBodySize: "2m", healthPath: "/healthz", image: "debian-13-x64", maxAge: 1, days: 30, port: 2222, user: "admin" };

const shapes = new Map<string, ObjectShape>();

beforeAll(() => {
  const { components, rules, leftOut } = schemaSources(root);
  for (const { name, args } of components) {
    shapes.set(name, new Comparison(leftOut).agreedObject(args, shapeOfEntries(rules[name]?.entries ?? {}), name));
  }
});

/** A setting with a default that is left out. */
interface Place {
  /** Its type, and its name in it. */
  readonly setting: string;
  readonly field: Field;
  readonly default: string | number | boolean;
  /** The arguments with this value for it. */
  readonly with: (value: unknown) => Args;
}

function placesIn(shape: Shape, args: unknown, owner: string, whole: (args: unknown) => unknown): Place[] {
  if (pulumi.Output.isInstance(args)) return [];
  if (shape.kind === "list") {
    const items = args as unknown[];
    return items.flatMap((item, index) => placesIn(shape.items, item, owner, (changed) => whole(items.with(index, changed))));
  }
  if (shape.kind === "union") return placesIn(chosen(shape.options, args, shape.discriminator), args, owner, whole);
  if (shape.kind !== "object") return [];
  return Object.entries(shape.fields).flatMap(([key, field]) => {
    const given = (args as Args)[key];
    const withValue = (value: unknown): unknown => whole({ ...(args as Args), [key]: value });
    if (given !== undefined) return placesIn(field.shape, given, key, withValue);
    const { default: value } = field.texts ?? {};
    return value === undefined ? [] : [{ setting: `${shape.name ?? owner}.${key}`, field, default: value, with: withValue as Place["with"] }];
  });
}

function chosen(options: readonly Shape[], value: unknown, discriminator: string | undefined): Shape {
  const option = options.find((each) => discriminator === undefined || literalOf(each, discriminator) === (value as Args)[discriminator]);
  if (!option) throw new Error(`No option for ${JSON.stringify(value)}`);
  return option;
}

function otherThan({ field: { shape }, default: value, setting }: Place): unknown {
  if (setting === "HetznerHost.image") return "debian-13";
  if (setting === "LinodeHost.image") return "linode/debian13";
  if (typeof value === "boolean") return !value;
  const key = setting.split(".").at(-1) ?? "";
  return shape.kind === "choice" && key !== "days" ? shape.values.find((each) => each !== value) : others[key];
}

/** Everything that a component with these arguments registers. */
async function resourcesOf(component: string, args: Args): Promise<string> {
  await mockPulumi();
  const Component = (tlsup as object as Record<string, Component>)[component];
  if (!Component) throw new Error(`No component ${component}`);
  const { chain } = new Component("blog", args) as { readonly chain?: pulumi.Output<unknown> };
  if (component === "HttpsSite" && chain) await valueOf(chain);
  await pulumi.runtime.disconnect();
  return registered
    .map((resource) => JSON.stringify(resource))
    .sort()
    .join("\n");
}

/** Settings of which another value than the default was seen to make a difference. */
const effective = new Set<string>();

test.each(programs)("%s (%#): a setting that is left out is the same as its default", async (component, args) => {
  const places = placesIn(shapes.get(component) as ObjectShape, args, component, (changed) => changed);
  const plain = await resourcesOf(component, args);
  const unlike: string[] = [];
  for (const place of places) {
    if ((await resourcesOf(component, place.with(place.default))) !== plain) unlike.push(place.setting);
    if (!effective.has(place.setting) && (await resourcesOf(component, place.with(otherThan(place)))) !== plain) effective.add(place.setting);
  }
  expect(unlike).toEqual([]);
});

test("every default of an argument was tried, and another value made a difference", () => {
  const all = new Set([...shapes].flatMap(([name, shape]) => settingsWithDefault(shape, name)));
  expect(all.size).toBeGreaterThan(40);
  // What is said of the edge beside the one is refused without an edge; the other changes what goes first, and not what there is.
  expect([...all].filter((setting) => !effective.has(setting))).toEqual([
    "DirectRecordArgs.precedesOrigin",
    "CloudflareProxy.proxied",
    "ProxiedRecordArgs.precedesOrigin",
  ]);
});

function settingsWithDefault(shape: Shape, owner: string): string[] {
  if (shape.kind === "list") return settingsWithDefault(shape.items, owner);
  if (shape.kind === "map") return settingsWithDefault(shape.values, owner);
  if (shape.kind === "union") return shape.options.flatMap((option) => settingsWithDefault(option, owner));
  if (shape.kind !== "object") return [];
  return Object.entries(shape.fields).flatMap(([key, field]) => [
    ...(field.texts?.default === undefined ? [] : [`${shape.name ?? owner}.${key}`]),
    ...settingsWithDefault(field.shape, key),
  ]);
}
