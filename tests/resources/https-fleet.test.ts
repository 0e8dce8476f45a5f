import * as pulumi from "@pulumi/pulumi";
import { HttpsFleet, SelfSignedCertificate, type Access, type HttpsFleetArgs } from "../../components";
import { mockPulumi, registered, valueOf } from "../support/mocks";

const access = (host: string): Access => ({
  host: pulumi.output(host),
  port: pulumi.output(22),
  user: pulumi.output("root"),
  privateKey: pulumi.output("KEY"),
  hostKey: pulumi.output("ssh-ed25519 AAAA"),
  machine: pulumi.output(host),
});

async function deploy(args: Partial<HttpsFleetArgs>): Promise<HttpsFleet> {
  const certificate = new SelfSignedCertificate("blog", { dnsNames: ["blog.example.com"] });
  const fleet = new HttpsFleet("blog", {
    domain: "blog.example.com",
    hosts: { red: access("198.51.100.1"), green: access("198.51.100.2") },
    certificate,
    server: { kind: "nginx", upstream: "http://127.0.0.1:8000" },
    edgeRanges: [],
    ...args,
  });
  await Promise.all(Object.values(fleet.servers).map(({ servedSha256 }) => valueOf(servedSha256)));
  await pulumi.runtime.disconnect();
  return fleet;
}

const releases = (): (readonly [string, unknown])[] =>
  registered.filter(({ type }) => type.endsWith(":Release")).map(({ name, inputs }) => [name, inputs.host] as const);

describe("HttpsFleet", () => {
  beforeEach(() => mockPulumi());

  test("is a release of its own on each host", async () => {
    const { servers } = await deploy({});
    expect(Object.keys(servers)).toEqual(["red", "green"]);
    expect(releases()).toEqual(
      expect.arrayContaining([
        ["blog-red", "198.51.100.1"],
        ["blog-green", "198.51.100.2"],
      ]),
    );
  });

  test("proves a release at its host's IPv6 address too, which is no secret where the whole access is one", async () => {
    const red = { ...access("198.51.100.1"), ipv6: pulumi.output("2001:db8::7") };
    const via = { host: "198.51.100.9", port: 22, user: "jump", hostKey: "ssh-ed25519 AAAA" };
    const green = pulumi.secret({ ...access("198.51.100.2"), sudoPassword: "PASSWORD", via, ipv6: "2001:db8::8" });
    await deploy({ hosts: { red, green, blue: access("198.51.100.3") } });
    const releases = registered.filter(({ type }) => type.endsWith(":Release"));
    expect(Object.fromEntries(releases.map(({ name, inputs }) => [name, (inputs.probes as { address?: string }[]).map(({ address }) => address)]))).toEqual({
      "blog-red": [undefined, "2001:db8::7"],
      "blog-green": [undefined, "2001:db8::8"],
      "blog-blue": [undefined],
    });
    // Of what says where the host is, nothing is hidden in messages.
    const { privateKey, sudoPassword, secrets, ...rest } = releases.find(({ name }) => name === "blog-green")?.inputs ?? {};
    expect([privateKey, sudoPassword, secrets].map((each) => pulumi.runtime.isRpcSecret(each))).toEqual([true, true, true]);
    expect(Object.entries(rest).filter(([, value]) => pulumi.runtime.isRpcSecret(value))).toEqual([]);
    expect(rest).toMatchObject({ host: "198.51.100.2", machine: "198.51.100.2", via });
  });

  test("begins with the canary, whatever the order of the hosts", async () => {
    await deploy({ canary: "green" });
    expect(releases().map(([name]) => name)).toEqual(["blog-green", "blog-red"]);
  });

  test("refuses a canary that is not one of its hosts", async () => {
    await expect(deploy({ canary: "blue" })).rejects.toThrow(/blog\.canary: must name one of the hosts \(red, green\)/);
  });
});
