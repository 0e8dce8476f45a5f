import * as pulumi from "@pulumi/pulumi";
import type { HttpsSiteArgs } from "../../components";
import { deploy, inputsOf } from "../support/deployed-site";
import { registered } from "../support/mocks";

const certificate = { source: "lets-encrypt", renewal: "host", challenge: "dns-persist-01" } as const;
const strict = { provider: "cloudflare", ssl: "strict" } as const;
const records = (): Readonly<Record<string, unknown>>[] => inputsOf("cloudflare:index/dnsRecord:DnsRecord").filter(({ type }) => type === "TXT");

describe("a site whose host proves its names by records that stay", () => {
  test("has its account first, then the records that name it, the certificate and the push, and only then a name that leads to the host", async () => {
    await deploy({ certificate, proxy: strict });
    const at = (wanted: string, kind?: string): number =>
      registered.findIndex(({ type, inputs }) => type === wanted && (kind === undefined || inputs.type === kind));
    const record = "cloudflare:index/dnsRecord:DnsRecord";
    const order = [at("tlsup:index:KeptAccount"), at(record, "TXT"), at("tlsup:index:KeptLineage"), at("tlsup:index:Release"), at(record, "A")];
    expect(order).toEqual(order.toSorted((one, other) => one - other));
    expect(order).not.toContain(-1);
  });

  test("has one for each host name, in its zone, and its host is told what they say", async () => {
    const names = ["blog.example.com", "*.blog.example.com", "www.example.org"];
    await deploy({ certificate: { ...certificate, names }, aliases: [{ name: "www.example.org" }], proxy: strict });
    const account = "ca.example; accounturi=https://ca.example/acct/1";
    const said = [
      { name: "_validation-persist.blog.example.com", content: `${account}; policy=wildcard` },
      { name: "_validation-persist.www.example.org", content: account },
    ];
    expect(records()).toEqual(said.map(({ name, content }) => ({ zoneId: "zone-1", name, type: "TXT", content: `"${content}"`, ttl: 1 })));
    expect(inputsOf("tlsup:index:KeptLineage")).toEqual([expect.objectContaining({ records: said })]);
  });

  test("without the setting has neither an account of its own nor such records", async () => {
    await deploy({ certificate: { source: "lets-encrypt", renewal: "host" } });
    expect([records(), inputsOf("tlsup:index:KeptAccount"), inputsOf("tlsup:index:KeptLineage")[0]?.records]).toEqual([[], [], undefined]);
  });

  test("must give its names when the program runs, as each gets a record", async () => {
    const names = pulumi.output(Promise.resolve(["blog.example.com"]));
    await expect(deploy({ certificate: { ...certificate, names } })).rejects.toThrow(
      "blog.certificate.names: must be known when the program runs with dns-persist-01, as each gets a record: current value becomes known later",
    );
  });

  test.each<[string, Partial<HttpsSiteArgs>, RegExp]>([
    ["an address", { certificate: { ...certificate, names: ["blog.example.com", "198.51.100.7"] } }, /names\.1: must not be an address with dns-persist-01/],
    ["a site without records", { certificate, proxy: { provider: "none" } }, /challenge: must prove names by the host where the site has no records/],
    [
      "renewal by `pulumi up`",
      { certificate: { ...certificate, renewal: "up" } },
      /challenge: must be left out without renewal "host": `pulumi up` proves names by/,
    ],
    ["another challenge", { certificate: { ...certificate, challenge: "dns-01" as never } }, /blog\.certificate\.challenge: /],
  ])("%s is refused before anything is made", async (_what, args, fault) => {
    await expect(deploy(args)).rejects.toThrow(fault);
    expect(registered).toEqual([]);
  });
});
