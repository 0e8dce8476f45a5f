import * as pulumi from "@pulumi/pulumi";
import * as debuggable from "@pulumi/pulumi/runtime/debuggable";
import { generateKeyPairSync } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { operationsOf } from "../../components/provider/execution/operations";
import { inputFaults } from "../../components/provider/input-check";
import type { Properties } from "../../components/provider/value";
import { openssl } from "./openssl";

/** A resource that the program registered. */
export interface Registered {
  readonly type: string;
  readonly name: string;
  readonly inputs: Record<string, unknown>;
}

// Pulumi keeps the stack of each promise, to name those that leak. Jest looks up the source of each line of it, in half of a test's time.
Object.assign(debuggable, { debuggablePromise: <T>(promise: Promise<T>): Promise<T> => promise });

/** Every resource that was registered since {@link mockPulumi}. */
export const registered: Registered[] = [];

type Made = Record<string, unknown>;

/** Functions that make a resource's outputs from its inputs, by the resource's type. Without outputs the engine leaves the resource out. */
export type Makers = Readonly<Record<string, (inputs: Record<string, unknown>) => Made | undefined | Promise<Made>>>;

/** Every key that @pulumi/tls makes, PEM. */
export const privateKey = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ type: "pkcs8", format: "pem" }).toString();
const ofCa = "blog.example.com";

const outputs: Makers = {
  "digitalocean:index/droplet:Droplet": ({ ipv6 }) => ({
    ipv4Address: "198.51.100.7",
    ipv6Address: ipv6 === true ? "2001:0DB8:0000:0000:0000:0000:0000:0007" : "",
  }),
  "digitalocean:index/sshKey:SshKey": () => ({ fingerprint: "aa:bb" }),
  "digitalocean:index/tag:Tag": ({ name }) => ({ name: name ?? "blog-1234567" }),
  "digitalocean:index/firewall:Firewall": () => ({}),
  "digitalocean:index/reservedIp:ReservedIp": () => ({ ipAddress: "198.51.100.99" }),
  "digitalocean:index/reservedIpAssignment:ReservedIpAssignment": () => ({}),
  "hcloud:index/server:Server": () => ({ ipv4Address: "198.51.100.8", ipv6Address: "2001:db8::8" }),
  "hcloud:index/sshKey:SshKey": () => ({}),
  "hcloud:index/firewall:Firewall": () => ({}),
  "hcloud:index/floatingIp:FloatingIp": () => ({ ipAddress: "203.0.113.9" }),
  "hcloud:index/floatingIpAssignment:FloatingIpAssignment": () => ({}),
  "linode:index/instance:Instance": () => ({ ipAddress: "198.51.100.9", ipv6: "2001:db8::9/128" }),
  "linode:index/firewall:Firewall": () => ({}),
  "linode:index/networkingIp:NetworkingIp": () => ({ address: "203.0.113.10" }),
  "linode:index/networkingIpAssignment:NetworkingIpAssignment": () => ({}),
  "cloudflare:index/dnsRecord:DnsRecord": () => ({}),
  "tlsup:index:EdgeRule": () => ({ isEnabled: true }),
  "tlsup:index:ZoneSetting": () => ({ former: "off" }),
  "tls:index/privateKey:PrivateKey": () => ({ privateKeyPem: privateKey, privateKeyOpenssh: "OPENSSH", publicKeyOpenssh: "ssh-ed25519 AAAA\n" }),
  "tls:index/certRequest:CertRequest": () => ({ certRequestPem: "CSR" }),
  "tls:index/selfSignedCert:SelfSignedCert": ({ dnsNames }) => ({ certPem: selfSigned(...namesIn(dnsNames)) }),
  "cloudflare:index/originCaCertificate:OriginCaCertificate": ({ hostnames }) => ({ certificate: selfSigned(...namesIn(hostnames)) }),
  "tlsup:index:OriginCaOrder": () => ({ renewAt: "2027-01-01T00:00:00.000Z" }),
  "tls:index/locallySignedCert:LocallySignedCert": () => ({ certPem: selfSigned(ofCa) }),
  "tlsup:index:EdgeRanges": ({ listed }) => ({ ranges: listed }),
  "tlsup:index:OriginPull": () => ({ certificateId: "1", shown: true }),
  "tlsup:index:AcmeRegistration": () => ({ url: "https://ca.example/account/1" }),
  "tlsup:index:AcmeCertificate": () => ({
    privateKey,
    leaf: selfSigned(ofCa),
    chain: "",
    fullChain: selfSigned(ofCa),
    renewal: { renewAt: "2027-01-01T00:00:00.000Z" },
  }),
  "tlsup:index:CertbotLineage": () => ({ lineageKey: privateKey, leaf: selfSigned(ofCa), chain: "", fullChain: selfSigned(ofCa), drift: [] }),
  "tlsup:index:CertbotHost": () => ({ hasLineage: false }),
  "tlsup:index:KeptAccount": () => ({ url: "https://ca.example/acct/1", thumbprint: "THUMBPRINT", issuer: "ca.example", hashPrefix: "" }),
  "tlsup:index:KeptLineage": () => ({ leaf: selfSigned(ofCa), chain: "", fullChain: selfSigned(ofCa), drift: [] }),
  "tlsup:index:RecordMemory": () => ({}),
  "tlsup:index:Detour": () => ({}),
  "tlsup:index:HostMemory": () => ({}),
  "tlsup:index:AuthorizedKeys": () => ({}),
  "tlsup:index:LoginKey": () => ({}),
  "tlsup:index:CachePurge": () => ({}),
  "tlsup:index:HostIdentity": () => ({ hostKey: "ssh-ed25519 BBBB", fingerprint: "SHA256:x", machine: "ab".repeat(16) }),
  "tlsup:index:HostKey": () => ({ hostKey: "ssh-ed25519 BBBB", fingerprint: "SHA256:x" }),
  "tlsup:index:Release": (inputs) => ({ servedSha256: (inputs.certificate as { sha256: string }).sha256, folder: "f", drift: [] }),
};

const answers: Readonly<Record<string, Record<string, unknown>>> = {
  "cloudflare:index/getZone:getZone": { zoneId: "zone-1" },
  "cloudflare:index/getZoneDnssec:getZoneDnssec": { status: "active" },
  "cloudflare:index/getZoneSetting:getZoneSetting": { settingId: "ssl", value: "full" },
  "cloudflare:index/getIpRanges:getIpRanges": { ipv4Cidrs: ["198.51.100.0/24"], ipv6Cidrs: ["2001:db8::/32"] },
};

/**
 * Lets programs run without an engine, in a preview or not. A call that is neither known here nor in `own` or `ownAnswers` throws,
 * so that no call is answered by accident.
 */
export async function mockPulumi(own: Makers = {}, ownAnswers: typeof answers = {}, preview = false): Promise<void> {
  // An earlier program may still register resources, which this program's mocks would not know.
  await pulumi.runtime.disconnect();
  registered.length = 0;
  await pulumi.runtime.setMocks(
    {
      newResource: async ({ type, name, inputs, id, custom }) => {
        registered.push({ type, name, inputs: inputs as Record<string, unknown> });
        if (custom !== true) return { id: "", state: inputs as object };
        if (!preview) refuseFaulty(type, inputs as Properties);
        const made = own[type] ?? outputs[type];
        if (!made) throw new Error(`No mock for the resource ${type}`);
        const state = await made(inputs as Record<string, unknown>);
        return { id: state && (id || "1234"), state: { ...(inputs as object), ...state } };
      },
      call: ({ token }) => {
        const answer = ownAnswers[token] ?? answers[token];
        if (!answer) throw new Error(`No mock for the call ${token}`);
        return answer;
      },
    },
    undefined,
    undefined,
    preview,
  );
}

/** Like the plugin: a component must give its resources valid inputs. */
function refuseFaulty(type: string, inputs: Properties): void {
  if (!type.startsWith("tlsup:index:")) return;
  const faults = inputFaults(operationsOf(type), inputs);
  if (faults.length > 0) throw new Error(`${type} has faulty inputs: ${JSON.stringify(faults)}`);
}

/** Waits for resources of a type that no output of their component depends on. */
export async function untilRegistered(type: string, count = 1): Promise<void> {
  while (registered.filter((resource) => resource.type.endsWith(`:${type}`)).length < count) await sleep(10);
}

/** The value of an output. */
export function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => output.apply(resolve));
}

/** The names for a certificate; in a preview they may not be known yet. */
function namesIn(given: unknown): readonly string[] {
  const names: unknown = pulumi.runtime.unwrapRpcSecret(given);
  return Array.isArray(names) ? names.map(String) : [ofCa];
}

const made = new Map<string, string>();

/** A certificate of {@link privateKey}. */
function selfSigned(...names: readonly string[]): string {
  const alternatives = names.map((name) => `DNS:${name}`).join(",");
  const certificate =
    made.get(alternatives) ??
    openssl({ key: privateKey }, ["req", "-x509", "-key", "key", "-subj", "/CN=mock", "-addext", `subjectAltName=${alternatives}`]).toString();
  made.set(alternatives, certificate);
  return certificate;
}
