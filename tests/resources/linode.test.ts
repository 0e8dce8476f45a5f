import { ReservedAddress, Vps, type VpsArgs } from "../../components";
import type * as Components from "../../components";
import { mockPulumi, registered, untilRegistered, valueOf } from "../support/mocks";

const args = { provider: "linode", region: "eu-central", size: "g6-nanode-1", web: { from: "everyone" } } as const satisfies VpsArgs;
const inputsOf = (type: string) => registered.filter((resource) => resource.type.endsWith(`:${type}`)).map(({ inputs }) => inputs);
const at = (type: string): number => registered.findIndex((resource) => resource.type.endsWith(`:${type}`));

/** Whether the SDK is installed, as far as this test is asked. */
let isInstalled = true;
jest.mock("@pulumi/linode/instance", () => {
  if (isInstalled) return jest.requireActual<object>("@pulumi/linode/instance");
  throw Object.assign(new Error("Cannot find module"), { code: "MODULE_NOT_FOUND" });
});

describe("Vps at Linode", () => {
  beforeEach(() => mockPulumi());

  test("has its firewall from its creation on, its data as Linode wants it, and remembers the image that is the vendor's default", async () => {
    await valueOf(new Vps("blog", args).access.hostKey);
    expect(at("Firewall")).toBeLessThan(at("Instance"));
    const [instance] = inputsOf("Instance");
    expect(instance).toMatchObject({
      region: "eu-central",
      type: "g6-nanode-1",
      image: "linode/debian12",
      firewallId: 1234,
      booted: true,
      tags: ["tlsup:blog"],
    });
    expect(instance?.authorizedKeys).toEqual(["ssh-ed25519 AAAA"]);
    const encoded = JSON.stringify(instance?.metadatas).match(/"userData":"([^"]+)"/)?.[1] ?? "";
    expect(Buffer.from(encoded, "base64").toString()).toMatch(/^#cloud-config\n[^]*bootcmd:/);
    await untilRegistered("HostMemory");
    expect(inputsOf("HostMemory")).toEqual([expect.objectContaining({ provider: "linode", region: "eu-central", image: "linode/debian12" })]);
  });

  test("has one firewall for whoever is admitted, whose label tells apart the stacks of an account", async () => {
    await valueOf(new Vps("a site's host, with a long name", { ...args, web: { from: "edge", ranges: ["198.51.100.0/24", "2001:db8::/32"] } }).access.hostKey);
    const [firewall, ...others] = inputsOf("Firewall");
    expect(others).toEqual([]);
    expect(firewall).toMatchObject({ inboundPolicy: "DROP", outboundPolicy: "ACCEPT" });
    expect(firewall?.label).toMatch(/^a-site-s-host-with-a-l-[0-9a-f]{8}$/);
    expect(firewall?.inbounds).toEqual([
      { label: "tcp-22", action: "ACCEPT", protocol: "TCP", ports: "22", ipv4s: ["0.0.0.0/0"], ipv6s: ["::/0"] },
      { label: "tcp-80", action: "ACCEPT", protocol: "TCP", ports: "80", ipv4s: ["198.51.100.0/24"], ipv6s: ["2001:db8::/32"] },
      { label: "tcp-443", action: "ACCEPT", protocol: "TCP", ports: "443", ipv4s: ["198.51.100.0/24"], ipv6s: ["2001:db8::/32"] },
      { label: "icmp", action: "ACCEPT", protocol: "ICMP", ipv4s: ["0.0.0.0/0"], ipv6s: ["::/0"] },
    ]);
  });

  test("gives a reserved address to the machine, and to whoever asks for the address then", async () => {
    const { access } = new Vps("blog", args);
    const { address } = new ReservedAddress("blog", { provider: "linode", region: "eu-central", machine: access.machine });
    await expect(valueOf(address)).resolves.toBe("203.0.113.10");
    expect(inputsOf("NetworkingIp")).toEqual([{ type: "ipv4", public: true, reserved: true, region: "eu-central" }]);
    expect(inputsOf("NetworkingIpAssignment")).toEqual([{ region: "eu-central", assignments: [{ address: "203.0.113.10", linodeId: 1234 }] }]);
  });
});

test("a program without Linode's SDK is told what to install before anything is created", async () => {
  await mockPulumi();
  isInstalled = false;
  jest.resetModules();
  const components = jest.requireActual<typeof Components>("../../components");
  const remedy = "Run npm install @pulumi/linode, then `tlsup plugin install` if that installed the plugin";
  const refusal = `provider: linode needs the package @pulumi/linode, which is not installed. ${remedy}`;
  expect(() => new components.Vps("blog", args)).toThrow(`blog.${refusal}`);
  expect(registered).toEqual([]);
});
