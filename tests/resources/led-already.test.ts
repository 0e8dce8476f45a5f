import type { HttpsSiteArgs } from "../../components";
import { deploy } from "../support/deployed-site";
import { registered } from "../support/mocks";
import { serveRecords, type ServedRecord } from "../support/served-records";
import { site } from "../support/site";

const record = "DnsRecord blog-blog.example.com";
const direct = { provider: "cloudflare", proxied: false } as const;
const full = { provider: "cloudflare", ssl: "full" } as const;
const straight: ServedRecord = { name: "blog.example.com", type: "A", content: "198.51.100.7", proxied: false };
const byEdge: ServedRecord = { ...straight, proxied: true };
const certbot = { source: "certbot", challenge: "http-01" } as const;
const ofAgent = { source: "lets-encrypt", renewal: "host" } as const;

/** In the order in which the engine gets them. Each must be there. */
function inOrder(...wanted: readonly string[]): string[] {
  const at = (each: string): number => registered.findIndex(({ type, name }) => `${type.split(":").at(-1) ?? ""} ${name}`.startsWith(each));
  expect(wanted.filter((each) => at(each) < 0)).toEqual([]);
  return [...wanted].sort((one, other) => at(one) - at(other));
}

describe("a site whose host proves its names, where Cloudflare has records of them", () => {
  let records: readonly ServedRecord[];
  serveRecords(() => records);

  const made = async (there: readonly ServedRecord[], args: Partial<HttpsSiteArgs>): Promise<void> => {
    records = there;
    await deploy(args);
  };

  describe.each<[string, string, HttpsSiteArgs["certificate"]]>([
    ["certbot", "CertbotLineage", certbot],
    ["the agent", "KeptLineage", ofAgent],
  ])("by %s", (_who, kept, certificate) => {
    test("from a record that leads straight to the host to the edge: the edge's settings follow the push, and the record follows them", async () => {
      await made([straight], { certificate, proxy: full });
      const order = [kept, "Release", "EdgeRule", record];
      expect(inOrder(...order)).toEqual(order);
    });

    test("from the edge to a record that leads straight to the host: the CA comes by the edge, and the record follows the push", async () => {
      await made([byEdge], { certificate, proxy: direct });
      const order = [kept, "Release", record];
      expect(inOrder(...order)).toEqual(order);
    });

    test.each<[string, readonly ServedRecord[]]>([
      ["the name has no record", []],
      ["the name leads to another machine", [{ ...straight, content: "198.51.100.8" }]],
      ["another name leads to the host", [{ ...straight, name: "shop.example.com" }]],
    ])("the record goes first where %s", async (_where, there) => {
      for (const proxy of [full, direct]) {
        await made(there, { certificate, proxy });
        const order = [record, kept, "Release"];
        expect(inOrder(...order)).toEqual(order);
      }
    });
  });

  test("the record goes first where Cloudflare does not say", async () => {
    process.env.CLOUDFLARE_BASE_URL = "http://127.0.0.1:9";
    await made([byEdge], { certificate: certbot, proxy: direct });
    expect(inOrder(record, "CertbotLineage")).toEqual([record, "CertbotLineage"]);
  });

  test("a name that is new goes first alone", async () => {
    for (const [there, proxy] of [[straight, full] as const, [byEdge, direct] as const]) {
      await made([there], { certificate: certbot, proxy, aliases: [{ name: "www.example.com" }] });
      const order = ["DnsRecord blog-www.example.com", "CertbotLineage", "Release", record];
      expect(inOrder(...order)).toEqual(order);
    }
  });

  test("without a redirect at the edge, that is off before the CA asks, also where the record stays", async () => {
    await made([byEdge], { certificate: certbot, proxy: { ...full, ssl: "strict", alwaysUseHttps: false } });
    const order = ["ZoneSetting blog-blog.example.com-always-use-https", "CertbotLineage", "Release", "EdgeRule", record];
    expect(inOrder(...order)).toEqual(order);
  });

  test("an address that outlives machines leads to the machine before the CA asks, with the record that there is", async () => {
    await made([{ ...byEdge, content: "198.51.100.99" }], { host: { ...site.host, reservedIp: true }, certificate: certbot, proxy: full });
    const order = ["ReservedIpAssignment", "CertbotLineage", "Release", record];
    expect(inOrder(...order)).toEqual(order);
  });
});
