import * as pulumi from "@pulumi/pulumi";
import { EventEmitter, once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import {
  CertbotCertificate,
  ExistingMachine,
  HttpsFleet,
  HttpsServer,
  HttpsSite,
  ReservedAddress,
  SelfSignedCertificate,
  TlsServices,
  Vps,
  type Access,
  type VpsArgs,
} from "../../components";
import { HostKey } from "../../components/host/common/host-key.resource";
import { mockPulumi, registered, untilRegistered, valueOf } from "../support/mocks";
import { userKey } from "../support/components/values";
import { site } from "../support/site";

const args = { provider: "digitalocean", region: "fra1", size: "s-1vcpu-1gb", web: { from: "everyone" } } as const satisfies VpsArgs;
const at = (type: string): number => registered.findIndex((resource) => resource.type.endsWith(`:${type}`));
const inputsOf = (type: string) => registered.filter((resource) => resource.type.endsWith(`:${type}`)).map(({ inputs }) => inputs);

const urnOf = (resource: pulumi.Resource | undefined): Promise<string | undefined> => valueOf(pulumi.output(resource?.urn));

/** What each type of resource below `make` goes along with, as the engine is told. */
async function goesWith(make: (opts: pulumi.ComponentResourceOptions) => pulumi.Output<unknown>): Promise<ReadonlyMap<string, pulumi.Resource | undefined>> {
  const told = new Map<string, pulumi.Resource | undefined>();
  await mockPulumi();
  const note: pulumi.ResourceTransformation = ({ type, opts }) => {
    told.set(type.split(":").at(-1) ?? "", opts.deletedWith);
    return undefined;
  };
  await valueOf(make({ parent: new pulumi.ComponentResource("tlsup:index:Above", "above", {}, { transformations: [note] }) }));
  await pulumi.runtime.disconnect();
  return told;
}

describe("Vps", () => {
  beforeEach(() => mockPulumi());

  test("has a firewall before its droplet is there, which covers whatever has the tag", async () => {
    const vps = new Vps("blog.example", args);
    await valueOf(vps.access.hostKey);
    expect([at("Tag") < at("Firewall"), at("Firewall") < at("Droplet")]).toEqual([true, true]);
    const [[droplet], [firewall]] = [inputsOf("Droplet"), inputsOf("Firewall")];
    expect([firewall?.tags, firewall?.dropletIds]).toEqual([droplet?.tags, undefined]);
    // A tag may have no dots.
    expect(registered[at("Tag")]?.name).toBe("blog:example");
  });

  test("is remembered once it is made: of one that the vendor refuses, the next preview tells the same again", async () => {
    const vendor = new EventEmitter();
    await mockPulumi({ "digitalocean:index/droplet:Droplet": () => once(vendor, "made").then(() => ({ ipv4Address: "198.51.100.7" })) });
    new Vps("blog", args);
    await untilRegistered("Droplet");
    await sleep(100);
    expect(inputsOf("HostMemory")).toEqual([]);
    vendor.emit("made");
    await untilRegistered("HostMemory");
    expect(inputsOf("HostMemory")).toEqual([expect.objectContaining({ region: "fra1", size: "s-1vcpu-1gb" })]);
    expect(at("HostMemory")).toBeGreaterThan(at("HostKey"));
  });

  test("is told of in a preview, which makes nothing that its memory could wait for", async () => {
    await mockPulumi({}, {}, true);
    await valueOf(new Vps("blog", args).access.hostKey);
    expect(at("HostMemory")).toBeLessThan(at("HostKey"));
    expect(inputsOf("HostMemory")).toEqual([expect.objectContaining({ region: "fra1", size: "s-1vcpu-1gb", reachable: expect.anything() })]);
  });

  test("keeps its disk when it gets another size, so that it can have the former one again", async () => {
    await valueOf(new Vps("blog", args).access.hostKey);
    expect(inputsOf("Droplet")).toEqual([expect.objectContaining({ resizeDisk: false })]);
  });

  test.each([
    ["my_blog", "my_blog"],
    ["my blog", "my-blog"],
  ])("called %s has names and a tag, %s, that DigitalOcean takes", async (name, tag) => {
    await valueOf(new Vps(name, args).access.hostKey);
    expect(registered.find(({ type }) => type.endsWith(":Tag"))?.name).toBe(tag);
    expect(["Droplet", "Firewall"].flatMap((type) => registered.flatMap((each) => (each.type.endsWith(`:${type}`) ? [each.name] : [])))).toEqual([
      "my-blog",
      "my-blog-everybody",
      "my-blog",
    ]);
  });

  test("admits everybody by a firewall of its own, which opens before the other changes", async () => {
    const portsOf = (index: number) => (inputsOf("Firewall")[index]?.inboundRules as { portRange?: string }[]).map(({ portRange }) => portRange ?? "icmp");
    const made = async (web: VpsArgs["web"]): Promise<string[]> => {
      await mockPulumi();
      await valueOf(new Vps("blog", { ...args, web }).access.hostKey);
      return registered.filter(({ type }) => type.endsWith(":Firewall")).map(({ name }) => name);
    };
    expect(await made({ from: "edge", ranges: ["198.51.100.0/24"] })).toEqual(["blog"]);
    expect(await made({ from: "nobody" })).toEqual(["blog"]);
    expect(await made({ from: "everyone" })).toEqual(["blog-everybody", "blog"]);
    expect([portsOf(0), portsOf(1)]).toEqual([
      ["80", "443"],
      ["22", "80", "443", "icmp"],
    ]);
    expect(inputsOf("Firewall")[0]).not.toHaveProperty("outboundRules");
  });

  test.each([undefined, { from: ["203.0.113.0/24"] }])("admits SSH from everywhere, or from the ranges that it is told: %j", async (ssh) => {
    const vps = new Vps("blog", { ...args, ...(ssh && { ssh }) });
    await valueOf(vps.access.hostKey);
    const firewall = inputsOf("Firewall").at(-1);
    expect(firewall?.inboundRules).toContainEqual({ protocol: "tcp", portRange: "22", sourceAddresses: ssh?.from ?? ["0.0.0.0/0", "::/0"] });
  });

  test("gives a reserved address to the machine once the servers on it are proven, and to whoever asks for the address then", async () => {
    const vps = new Vps("blog", args);
    const certificate = new SelfSignedCertificate("blog", { dnsNames: ["blog.example.com"] });
    const server = new HttpsServer("blog", {
      domain: "blog.example.com",
      access: vps.access,
      certificate,
      server: { kind: "nginx", upstream: "http://127.0.0.1:8000" },
      edgeRanges: [],
    });
    const { address } = new ReservedAddress("blog", { provider: "digitalocean", region: "fra1", machine: vps.access.machine }, { dependsOn: server });
    await expect(valueOf(address)).resolves.toBe("198.51.100.99");
    expect(at("ReservedIpAssignment")).toBeGreaterThan(at("Release"));
    expect(at("ReservedIp")).toBeLessThan(at("Release"));
  });
});

describe("what is on a machine", () => {
  const certificate = () => new SelfSignedCertificate("blog", { dnsNames: ["blog.example.com"] });
  const vps = () => new Vps("blog", args);
  const server = { domain: "blog.example.com", server: { kind: "nginx", upstream: "http://127.0.0.1:8000" }, edgeRanges: [] } as const;

  test.each<[string, string, (opts: pulumi.ComponentResourceOptions) => pulumi.Output<unknown>]>([
    ["HttpsServer", "Release", (opts) => new HttpsServer("blog", { ...server, access: vps().access, certificate: certificate() }, opts).servedSha256],
    [
      "HttpsFleet",
      "Release",
      (opts) => new HttpsFleet("blog", { ...server, hosts: { red: vps().access }, certificate: certificate() }, opts).servers.red!.servedSha256,
    ],
    [
      "TlsServices",
      "Release",
      (opts) =>
        new TlsServices("blog", { domain: "blog.example.com", access: vps().access, certificate: certificate(), services: [{ kind: "postfix" }] }, opts)
          .servedSha256,
    ],
    [
      "CertbotCertificate",
      "CertbotLineage",
      (opts) => new CertbotCertificate("blog", { domain: "blog.example.com", access: vps().access, challenge: "http-01" }, opts).leaf,
    ],
    ["HttpsSite", "Release", (opts) => new HttpsSite("blog", site, opts).chain],
  ])("of %s goes along with it, and nobody needs to say so", async (_component, type, make) => {
    expect((await goesWith(make)).get(type)).toBeInstanceOf(HostKey);
  });

  test("goes along with it, but for the login key: the engine would skip its removal also while the former machine waits to be deleted", async () => {
    const told = await goesWith((opts) => new Vps("blog", args, opts).access.privateKey as pulumi.Output<string>);
    expect([told.get("AuthorizedKeys"), told.get("LoginKey")]).toEqual([expect.any(HostKey), undefined]);
  });

  const jump = pulumi.output({ host: "198.51.100.9", port: 22, user: "jump", hostKey: "ssh-ed25519 AAAA" });
  /** What another language passes on of a machine: values that depend on resources, and no resource. */
  const passedOn = ({ host, port, user, hostKey, machine, via = jump }: Access) =>
    pulumi.output({ host, port, user, hostKey, machine, privateKey: "KEY", sudoPassword: "PASSWORD", via });

  test("goes along with it also where the access is one output, as in other languages", async () => {
    const told = await goesWith((opts) => {
      return new HttpsServer("blog", { ...server, access: passedOn(vps().access), certificate: certificate() }, opts).servedSha256;
    });
    expect(await urnOf(told.get("Release"))).toMatch(/tlsup:index:HostKey::blog-host-key$/);
  });

  test("of a machine that exists does not go along with the one that it is reached through", async () => {
    const told = await goesWith((opts) => {
      const { host, user, hostKey } = vps().access;
      const { access } = new ExistingMachine("owned", { address: "203.0.113.7", hostKey: userKey, via: { address: host, user, hostKey } });
      return new HttpsServer("blog", { ...server, access: passedOn(access), certificate: certificate() }, opts).servedSha256;
    });
    expect(await urnOf(told.get("Release"))).toBe("");
  });

  test("goes along with nothing where the access depends on the keys of two machines", async () => {
    const told = await goesWith((opts) => {
      const [first, second] = ["first", "second"].map((name) => passedOn(new Vps(name, args).access));
      const access = pulumi.all([first!, second!]).apply(([one]) => one);
      return new HttpsServer("blog", { ...server, access, certificate: certificate() }, opts).servedSha256;
    });
    expect(await urnOf(told.get("Release"))).toBe("");
  });
});
