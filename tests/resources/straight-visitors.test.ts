import * as pulumi from "@pulumi/pulumi";
import type { HttpsSiteArgs } from "../../components";
import { showsTrusted } from "../../components/site/chain/execution/shows-trusted";
import { trustFaults } from "../../components/site/straight-visitors.component";
import { deploy, inputsOf } from "../support/deployed-site";
import { serveRecords } from "../support/served-records";
import { site } from "../support/site";

jest.mock("../../components/site/chain/execution/shows-trusted", () => ({ showsTrusted: jest.fn() }));

const straight = { type: "A", name: "blog.example.com", content: "198.51.100.7", proxied: false };

describe("a certificate that only the edge takes, while a record leads visitors straight to the host", () => {
  let record: typeof straight;
  serveRecords(() => [record]);

  beforeEach(() => {
    record = straight;
    jest.mocked(showsTrusted).mockReset().mockResolvedValue(true);
  });

  const released = async (args: Partial<HttpsSiteArgs>): Promise<number> => {
    await deploy(args);
    return inputsOf("tlsup:index:Release").length;
  };

  test("is refused", async () => {
    const name = { zoneId: "zone-1", hostname: "blog.example.com", token: undefined };
    expect(await trustFaults(name, "198.51.100.7", "blog")).toEqual([
      {
        path: "blog.certificate",
        problem: expect.stringMatching(/^must stay what it was until .*: blog\.example\.com leads to 198\.51\.100\.7$/) as string,
        remedy: expect.stringContaining("Run once with the edge") as string,
      },
    ]);
    expect(showsTrusted).toHaveBeenCalledWith("198.51.100.7", "blog.example.com");
  });

  test.each(["up", "host"] as const)("is judged before the host gets it, renewed by: %s", async (renewal) => {
    const there = (): number => inputsOf("tlsup:index:Release").length + inputsOf("tlsup:index:KeptLineage").length;
    const seen: number[] = [];
    jest.mocked(showsTrusted).mockImplementation(async () => {
      await new Promise((passed) => setTimeout(passed, 500));
      seen.push(there());
      return false;
    });
    await deploy({ certificate: { source: "self-signed", renewal } });
    expect([seen, there()]).toEqual([[0], renewal === "host" ? 2 : 1]);
  });

  test("is taken where visitors who come straight do not trust what the host shows", async () => {
    jest.mocked(showsTrusted).mockResolvedValue(false);
    expect(await released({})).toBe(1);
  });

  test.each([
    ["by the edge", { proxied: true }],
    ["to another machine", { content: "198.51.100.8" }],
  ])("is taken where the record leads %s, and the host is not asked", async (_where, change) => {
    record = { ...straight, ...change };
    expect(await released({})).toBe(1);
    expect(showsTrusted).not.toHaveBeenCalled();
  });

  test("is taken in a preview with an address that outlives machines, which is known only once the server is made", async () => {
    const mocked = jest.spyOn(pulumi.runtime, "isDryRun").mockReturnValue(true);
    expect(await released({ host: { ...site.host, reservedIp: true } })).toBe(1);
    expect(showsTrusted).not.toHaveBeenCalled();
    mocked.mockRestore();
  });

  test.each<[string, Partial<HttpsSiteArgs>]>([
    ["one that browsers trust", { certificate: { source: "lets-encrypt", renewal: "host" } }],
    ["one that is to be accepted without an edge", { proxy: { provider: "cloudflare", proxied: false }, accept: ["untrusted-by-browsers"] }],
  ])("does not concern %s", async (_what, args) => {
    expect(await released(args)).toBe(1);
    expect(showsTrusted).not.toHaveBeenCalled();
  });
});
