import * as pulumi from "@pulumi/pulumi";
import { ReservedAddress, Vps, type VpsArgs } from "../../components";
import type * as Components from "../../components";
import { mockPulumi, registered, untilRegistered, valueOf } from "../support/mocks";

const args = { provider: "hetzner", region: "fsn1", size: "cx23", web: { from: "everyone" } } as const satisfies VpsArgs;
const inputsOf = (type: string) => registered.filter((resource) => resource.type.endsWith(`:${type}`)).map(({ inputs }) => inputs);
const at = (type: string): number => registered.findIndex((resource) => resource.type.endsWith(`:${type}`));

/** Whether the SDK is installed, as far as this test is asked. */
let isInstalled = true;
jest.mock("@pulumi/hcloud/server", () => {
  if (isInstalled) return jest.requireActual<object>("@pulumi/hcloud/server");
  throw Object.assign(new Error("Cannot find module"), { code: "MODULE_NOT_FOUND" });
});

describe("Vps at Hetzner", () => {
  beforeEach(() => mockPulumi());

  test("has its firewall from its creation on, and remembers the image that is the vendor's default", async () => {
    await valueOf(new Vps("blog", args).access.hostKey);
    expect(at("Firewall")).toBeLessThan(at("Server"));
    const [server] = inputsOf("Server");
    expect(server).toMatchObject({ location: "fsn1", serverType: "cx23", image: "debian-12", firewallIds: [1234], ignoreRemoteFirewallIds: true });
    await untilRegistered("HostMemory");
    expect(inputsOf("HostMemory")).toEqual([expect.objectContaining({ provider: "hetzner", region: "fsn1", image: "debian-12" })]);
  });

  test.each([
    ["cx23", "x86"],
    ["cax11", "arm"],
  ])("keeps its disk when it gets another type, and as %s is replaced by a type of another architecture", async (size, architecture) => {
    const told = new Map<string, unknown>();
    const note: pulumi.ResourceTransformation = ({ type, opts }) => {
      told.set(type.split(":").at(-1) ?? "", (opts as pulumi.CustomResourceOptions).replacementTrigger);
      return undefined;
    };
    const parent = new pulumi.ComponentResource("tlsup:index:Above", "above", {}, { transformations: [note] });
    await valueOf(new Vps("blog", { ...args, size }, { parent }).access.hostKey);
    expect(await valueOf(pulumi.output(told.get("Server")))).toBe(architecture);
    expect(inputsOf("Server")).toEqual([expect.objectContaining({ keepDisk: true })]);
  });

  test("has no _ in the server's name, which must be a host name", async () => {
    await valueOf(new Vps("my_blog", args).access.hostKey);
    expect(registered[at("Server")]?.name).toBe("my-blog");
  });

  test.each([
    ["_my_blog", /^my-blog$/],
    ["a".repeat(55), /^a{55}$/],
    [`${"a".repeat(45)}-${"b".repeat(13)}`, /^a{45}-[0-9a-f]{8}$/],
    [`${"a".repeat(46)}${"b".repeat(13)}`, /^a{46}-[0-9a-f]{8}$/],
  ])("has a name that is a host name also with the suffix of 8 characters: %s", async (name, expected) => {
    await valueOf(new Vps(name, args).access.hostKey);
    expect(registered[at("Server")]?.name).toMatch(expected);
  });

  test("has another name for each long name", async () => {
    for (const end of ["b", "c"]) await valueOf(new Vps(`${"a".repeat(60)}${end}`, args).access.hostKey);
    expect(new Set(registered.filter(({ type }) => type.endsWith(":Server")).map(({ name }) => name)).size).toBe(2);
  });

  test("admits everybody by a firewall of its own, which finds the server by a label that no other server has", async () => {
    const made = async (web: VpsArgs["web"]): Promise<string[]> => {
      await mockPulumi();
      await valueOf(new Vps("blog", { ...args, web }).access.hostKey);
      return registered.filter(({ type }) => type.endsWith(":Firewall")).map(({ name }) => name);
    };
    expect(await made({ from: "edge", ranges: ["198.51.100.0/24"] })).toEqual(["blog"]);
    expect(await made({ from: "nobody" })).toEqual(["blog"]);
    expect(await made({ from: "everyone" })).toEqual(["blog-everybody", "blog"]);
    const [everybody, own] = inputsOf("Firewall");
    const mark = String((inputsOf("Server")[0]?.labels as Record<string, string>)["tlsup-machine"]);
    expect(mark).toMatch(/^[0-9a-f]{16}$/);
    expect(everybody?.applyTos).toEqual([{ labelSelector: `tlsup-machine=${mark}` }]);
    expect(own?.applyTos).toBeUndefined();
    expect((own?.rules as object[])[0]).toEqual({ direction: "in", protocol: "tcp", port: "22", sourceIps: ["0.0.0.0/0", "::/0"] });
    expect((own?.rules as object[]).at(-1)).toEqual({ direction: "in", protocol: "icmp", sourceIps: ["0.0.0.0/0", "::/0"] });
  });

  test("gives a floating IP to the machine, and to whoever asks for the address then", async () => {
    const { access } = new Vps("blog", args);
    const { address } = new ReservedAddress("blog", { provider: "hetzner", region: "fsn1", machine: access.machine });
    await expect(valueOf(address)).resolves.toBe("203.0.113.9");
    expect(inputsOf("FloatingIpAssignment")).toEqual([{ floatingIpId: 1234, serverId: 1234 }]);
  });
});

test("a program without Hetzner's SDK is told what to install before anything is created", async () => {
  await mockPulumi();
  isInstalled = false;
  jest.resetModules();
  const components = jest.requireActual<typeof Components>("../../components");
  const remedy = "Run npm install @pulumi/hcloud, then `tlsup plugin install` if that installed the plugin";
  const refusal = `provider: hetzner needs the package @pulumi/hcloud, which is not installed. ${remedy}`;
  expect(() => new components.Vps("blog", args)).toThrow(`blog.${refusal}`);
  expect(registered).toEqual([]);
});
