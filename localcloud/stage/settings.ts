import { defaultZone } from "tlsup/cli";
import type { Plan } from "../zones/stored";
import { drawSecret, type Draw } from "./secrets";

/** A stack's settings file: its configuration, and how its secrets are encrypted. */
export interface SettingsFile {
  readonly config?: Tree;
  readonly [key: string]: unknown;
}

export type Tree = Readonly<Record<string, unknown>>;

/** The parts of the local cloud that settings must name in place of the real ones. */
export interface StandIns {
  readonly acmeDirectory: string;
  /** The same directory, as hosts reach it. */
  readonly acmeDirectoryForHosts: string;
  /** A PEM file with the roots of the directory. */
  readonly acmeRoots: string;
  /** The DNS server. */
  readonly resolver: string;
  readonly cloudflareForHosts: string;
  readonly cloudflareToken: string;
}

/** What stands in for a `provided` certificate, PEM. */
export interface DrawnCertificate {
  /** The leaf and its intermediates. */
  readonly certificates: string;
  /** The root of a private authority. */
  readonly root?: string;
  readonly privateKey: string;
}

/** Settings for a rehearsal. */
export interface Rehearsed {
  readonly file: SettingsFile;
  /** What stands in for the real thing, and so is not rehearsed. */
  readonly standingIn: readonly string[];
}

/** How Pulumi encrypts a stack's secrets. The rehearsal has no secrets, and a passphrase of its own. */
const encryption = ["encryptionsalt", "secretsprovider", "encryptedkey"];

const namespace = "tlsup:";
/** A site's settings in the package's own form. */
export const siteKey = `${namespace}site`;
const secretsKey = `${namespace}certificateSecrets`;

/** The vendors' settings that name an account or an API. They are left out, so that the local cloud's in the environment apply. */
const vendorKeys = [
  ...["apiKey", "apiToken", "apiUserServiceKey", "baseUrl", "email"].map((key) => `cloudflare:${key}`),
  ...["apiEndpoint", "spacesAccessId", "spacesEndpoint", "spacesSecretKey", "token"].map((key) => `digitalocean:${key}`),
  ...["endpoint", "endpointHetzner", "token"].map((key) => `hcloud:${key}`),
  ...["apiCaPath", "apiVersion", "configPath", "configProfile", "objAccessKey", "objSecretKey", "token", "url"].map((key) => `linode:${key}`),
];

/** A stack's settings with nothing in them that leads out of the local cloud, and drawn values for its secrets. */
export function rehearsedSettings(file: SettingsFile, standIns: StandIns, draw: Draw, drawn?: DrawnCertificate): Rehearsed {
  const rest = Object.fromEntries(Object.entries(file).filter(([key]) => !encryption.includes(key)));
  const config = without(withDrawnSecrets(file.config ?? {}, standIns, draw) as Tree, ...vendorKeys);
  const site = siteIn(config);
  if (!site) return { file: { ...rest, config }, standingIn: [] };
  const hosts = hostsOf(site);
  const changes = [...hosts, certificateOf(site, standIns), providedOf(site, drawn), applicationOf(site)].filter((change) => change !== undefined);
  const settled = changes.reduce<Tree>((tree, { settings }) => merged(tree, settings), site);
  const secrets = config[secretsKey];
  const replaced = merged(config, {
    [siteKey]: settled,
    ...(hosts.length > 0 && { [`${namespace}hostSecrets`]: undefined }),
    ...(drawn && { [secretsKey]: merged(isTree(secrets) ? secrets : {}, { privateKey: drawn.privateKey, passphrase: undefined }) }),
  });
  return { file: { ...rest, config: replaced }, standingIn: changes.map(({ told }) => told) };
}

/** A site's settings in a configuration, in which Pulumi takes JSON as well. */
export function siteIn(config: Tree): Tree | undefined {
  const site = config[siteKey];
  try {
    const parsed: unknown = typeof site === "string" ? JSON.parse(site) : site;
    return isTree(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** The zones that the names in a configuration belong to. */
export function zonesOf(config: Tree): string[] {
  const texts = textsOf(config);
  const zones = texts.filter((text) => /^(\*\.)?([a-z0-9_-]+\.)+[a-z0-9-]*[a-z][a-z0-9-]*$/.test(text)).map((name) => defaultZone(name.replace(/^\*\./, "")));
  return [...new Set([...zones, ...statedZones(config)])];
}

/** The plan that the zones must be on: the Free plan has no limit of requests to one host name, and its edge keeps answers for two hours or longer. */
export function planOf(config: unknown): Plan {
  if (Array.isArray(config)) return config.some((each) => planOf(each) === "pro") ? "pro" : "free";
  if (!isTree(config)) return "free";
  const { rateLimit, edge } = config;
  return rateLimit !== undefined || (typeof edge === "number" && edge < 7200) ? "pro" : planOf(Object.values(config));
}

interface Change {
  /** Settings that replace those of the same names; undefined ones are removed. */
  readonly settings: Tree;
  readonly told: string;
}

const newMachine = { provider: "digitalocean", region: "fra1", size: "s-1vcpu-1gb" };

/** The machines that exist, each played by a new one. */
function hostsOf({ host, otherHosts }: Tree): Change[] {
  const others = isTree(otherHosts) ? otherHosts : {};
  const given = Object.keys(others).filter((name) => isMachineGiven(others[name]));
  const settings = { otherHosts: { ...others, ...Object.fromEntries(given.map((name) => [name, newMachine])) } };
  return [
    ...(isMachineGiven(host) ? [{ settings: { host: newMachine }, told: playedByNew("host") }] : []),
    ...given.map((name) => ({ settings, told: playedByNew(`otherHosts.${name}`) })),
  ];
}

function playedByNew(path: string): string {
  return `The existing machine \`${path}\` is played by a new one with Debian 12: what others have put on yours is not there.`;
}

function isMachineGiven(host: unknown): boolean {
  return isTree(host) && host.provider === "existing";
}

function certificateOf({ certificate }: Tree, standIns: StandIns): Change | undefined {
  if (!isTree(certificate)) return undefined;
  const told = "The certificate comes from the local cloud's ACME server, which has no rate limits and no CAA checks.";
  const root = { file: standIns.acmeRoots };
  if (certificate.source === "certbot") {
    const apiUrl = certificate.challenge === "dns-01" ? standIns.cloudflareForHosts : undefined;
    return { settings: { certificate: { ...certificate, directory: standIns.acmeDirectoryForHosts, root, apiUrl } }, told };
  }
  if (certificate.source !== "lets-encrypt") return undefined;
  const own = without(certificate, "accountKey", "adopt");
  if (certificate.renewal === "host") return { settings: { certificate: { ...own, directory: standIns.acmeDirectoryForHosts, root } }, told };
  return { settings: { certificate: { ...own, directory: standIns.acmeDirectory, root, resolver: standIns.resolver } }, told };
}

function providedOf({ certificate }: Tree, drawn: DrawnCertificate | undefined): Change | undefined {
  if (!isTree(certificate) || drawn === undefined) return undefined;
  const { certificates, root } = drawn;
  return {
    settings: { certificate: merged(certificate, { certificate: certificates, root, chain: undefined, privateKey: undefined }) },
    told: "The provided certificate is played by a drawn one with its names, dates, type of key and chain. Whether the real key belongs to it is not seen.",
  };
}

/** The demo application listens on the port on which the user's program does. */
function applicationOf({ server, application }: Tree): Change | undefined {
  if (!isTree(server) || typeof server.upstream !== "string" || application !== undefined) return undefined;
  const port = Number(/^http:\/\/127\.0\.0\.1:(\d+)\/?$/.exec(server.upstream)?.[1]);
  if (!Number.isInteger(port)) return undefined;
  return {
    settings: { server: without(server, "upstream"), application: { kind: "demo", port } },
    told: "The program behind `server.upstream` is played by a page that answers on its port.",
  };
}

/** Replaces each `{ secure: ciphertext }`. */
function withDrawnSecrets(value: unknown, standIns: StandIns, draw: Draw, name = ""): unknown {
  if (Array.isArray(value)) return value.map((each) => withDrawnSecrets(each, standIns, draw, name));
  if (!isTree(value)) return value;
  if (typeof value.secure === "string" && Object.keys(value).length === 1)
    return name === "cloudflareToken" ? standIns.cloudflareToken : drawSecret(name, value.secure, draw);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withDrawnSecrets(each, standIns, draw, key)]));
}

/** The values of every setting called `zone`. */
function statedZones(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(statedZones);
  if (!isTree(value)) return [];
  return Object.entries(value).flatMap(([key, each]) => (key === "zone" && typeof each === "string" ? [each] : statedZones(each)));
}

function textsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsOf) : [];
}

function merged(tree: Tree, changes: Tree): Tree {
  const all = { ...tree, ...changes };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

function without(tree: Tree, ...keys: readonly string[]): Tree {
  return Object.fromEntries(Object.entries(tree).filter(([name]) => !keys.includes(name)));
}

export function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
