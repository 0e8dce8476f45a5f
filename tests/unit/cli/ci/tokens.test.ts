import { AUTHORITATIVE_ANSWER, decode, encode } from "dns-packet";
import fs, { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import { keepTokens } from "../../../../cli/ci/tokens";
import { serveDns } from "../../../../localcloud/dns/serve";
import { JsonApi, type JsonAnswer } from "../../../support/json-api";

const groups = ["Zone", "DNS", "Zone Settings", "Config Settings"].flatMap((name) => [`${name} Read`, `${name} Write`]).map((name) => ({ id: name, name }));

interface Policy {
  readonly permission_groups: readonly object[];
  readonly resources: Readonly<Record<string, string>>;
}

/** Cloudflare's tokens, and the zones example.com and acme.example.net. Each token has what the owner has added to it as well. */
class FakeCloudflare extends JsonApi {
  readonly orders: { readonly policies: readonly [Policy]; readonly expires_on: string }[] = [];
  readonly addedByHand: object[] = [];

  static start(): Promise<FakeCloudflare> {
    return new FakeCloudflare().listen();
  }

  get baseUrl(): string {
    return this.url;
  }

  protected async answer(request: IncomingMessage): Promise<JsonAnswer> {
    const result = await this.#result(request);
    return { status: 200, body: { success: true, errors: [], result, result_info: { page: 1 } } };
  }

  async #result(request: IncomingMessage): Promise<unknown> {
    const { pathname: path, searchParams } = new URL(request.url ?? "", this.url);
    if (Number(searchParams.get("page") ?? 1) > 1) return [];
    if (path === "/zones") return ["example.com", "acme.example.net"].map((name) => ({ id: `id of ${name}`, name }));
    if (path.endsWith("/permission_groups")) return groups;
    if (request.method === "POST") {
      const id = String(this.orders.push((await json(request)) as FakeCloudflare["orders"][number]) - 1);
      return { id, value: id };
    }
    if (request.method === "DELETE") return this.orders.splice(Number(path.split("/").at(-1)), 1);
    const index = path.endsWith("/verify") ? request.headers.authorization?.replace("Bearer ", "") : path.split("/").at(-1);
    const { policies, ...rest } = this.orders[Number(index)] ?? { policies: [] };
    const own = policies.map((policy) => ({ ...policy, effect: "allow", permission_groups: policy.permission_groups.flatMap(named) }));
    return { ...rest, id: index, status: "active", policies: [...own, ...this.addedByHand] };
  }
}

function named(group: object): object[] {
  return groups.filter(({ id }) => "id" in group && id === group.id);
}

describe("the tokens of a stack", () => {
  const folder = mkdtempSync(join(tmpdir(), "tlsup-ci-tokens-"));
  const before = { ...process.env };
  let cloudflare: FakeCloudflare;
  let said = "";

  beforeAll(async () => {
    cloudflare = await FakeCloudflare.start();
    Object.assign(process.env, { CLOUDFLARE_BASE_URL: cloudflare.baseUrl, CLOUDFLARE_API_TOKEN: "of-the-shell" });
    jest.spyOn(process.stdout, "write").mockImplementation((text) => ((said += String(text)), true));
  });
  afterAll(async () => {
    jest.restoreAllMocks();
    process.env = before;
    await cloudflare.stop();
    rmSync(folder, { recursive: true });
  });

  /** Makes or judges them for a stack that has these resources. */
  async function keep(tokens: string, ...resources: readonly object[]): Promise<boolean> {
    said = "";
    writeFileSync(join(folder, "preview.json"), JSON.stringify({ steps: resources.map((newState) => ({ newState })) }));
    writeFileSync(join(folder, "pulumi"), "#!/bin/sh\ncat preview.json\n", { mode: 0o755 });
    process.env.PATH = `${folder}:${before.PATH ?? ""}`;
    return keepTokens({ root: folder, environment: process.env }, "production", { folder: join(folder, tokens), days: 90, from: [] });
  }

  const zones = (): string[][] => cloudflare.orders.splice(0).map(({ policies: [{ resources }] }) => Object.keys(resources));

  test("are for the zone that the records of a challenge are delegated to", async () => {
    const dns = await serveDns(
      (message) => {
        const { id = 0, questions = [] } = decode(message);
        const [{ name, type } = { name: "", type: "" }] = questions;
        const isDelegated = type === "CNAME" && name === "_acme-challenge.blog.example.org";
        const answers = isDelegated ? [{ name, type: "CNAME" as const, data: "blog.acme.example.net", ttl: 60 }] : [];
        return encode({ id, type: "response", flags: AUTHORITATIVE_ANSWER, questions, answers });
      },
      "127.0.0.1",
      0,
      { info: () => undefined, error: () => undefined },
    );
    const order = (name: string) => ({
      type: "tlsup:index:AcmeCertificate",
      inputs: { names: [name], solver: { kind: "cloudflare" }, resolver: `127.0.0.1:${dns.port}` },
    });
    expect(await keep("delegated", order("*.blog.example.org"), order("example.com"))).toBe(true);
    const expected = ["acme.example.net", "example.com"].map((name) => `com.cloudflare.api.account.zone.id of ${name}`);
    expect(zones()).toEqual([expected, expected]);
    await dns.close();
  });

  test("are not left in force at Cloudflare where their file cannot be made, or not be written", async () => {
    const record = { type: "cloudflare:index/dnsRecord:DnsRecord", inputs: { zoneId: "z1" } };
    mkdirSync(join(folder, "kept"));
    symlinkSync("/nowhere", join(folder, "kept", "preview.token"));
    await expect(keep("kept", record)).rejects.toThrow("EEXIST");
    expect(zones()).toEqual([]);

    const write = fs.writeFileSync;
    const full = jest.spyOn(fs, "writeFileSync").mockImplementation((file, ...rest) => {
      if (typeof file === "number") throw new Error("ENOSPC");
      write(file, ...rest);
    });
    await expect(keep("full", record)).rejects.toThrow("ENOSPC");
    full.mockRestore();
    expect([zones(), existsSync(join(folder, "full", "preview.token"))]).toEqual([[], false]);
  });

  test("have nothing in excess where the program has something whose rights are not known, which is named", async () => {
    const record = { type: "cloudflare:index/dnsRecord:DnsRecord", inputs: { zoneId: "z1" } };
    const ruleset = { type: "cloudflare:index/ruleset:Ruleset", inputs: { zoneId: "z1" } };
    const waf = { effect: "allow", permission_groups: [{ name: "Zone WAF Write" }], resources: { "com.cloudflare.api.account.zone.z1": "*" } };
    const told = "  Not known is what cloudflare:index/ruleset:Ruleset needs: add it by hand\n";
    expect([await keep("more", record, ruleset), said.split(told).length - 1]).toEqual([true, 2]);
    cloudflare.addedByHand.push(waf);
    expect([await keep("more", record, ruleset), said.split(told).length - 1, said.includes("✗")]).toEqual([true, 2, false]);
    expect([await keep("more", record), said]).toEqual([false, expect.stringContaining("✗ it has in excess: Zone WAF Write")]);
  });
});
