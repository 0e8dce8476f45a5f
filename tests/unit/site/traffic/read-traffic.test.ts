import type { AddressInfo } from "node:net";
import { serve, type ServerType } from "@hono/node-server";
import { readTraffic } from "../../../../components/site/traffic/execution/read-traffic";
import { Api, masterToken } from "../../localcloud/apis/cloudflare/api-fixture";

/** Against Cloudflare's API as the local cloud has it. */
describe("the traffic is read from Cloudflare", () => {
  let api: Api;
  let server: ServerType;
  let url: string;

  beforeAll(async () => {
    api = await Api.open();
    server = await new Promise<ServerType>((resolve) => {
      const listening = serve({ fetch: api.fetch, hostname: "127.0.0.1", port: 0 }, () => resolve(listening));
    });
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/client/v4`;
    const visited = (cacheStatus: string, edgeResponseStatus: number, host: string): void => {
      const dimensions = { clientRequestHTTPHost: host, clientRequestHTTPMethodName: "GET", clientCountryName: "XX" };
      api.traffic.requests.add(api.zoneId, { ...dimensions, cacheStatus, edgeResponseStatus, requestSource: "eyeball" }, { edgeResponseBytes: 100 });
    };
    for (const [cacheStatus, status] of [
      ["hit", 200],
      ["dynamic", 200],
      ["dynamic", 404],
      ["none", 429],
    ] as const)
      visited(cacheStatus, status, "blog.example.test");
    visited("hit", 200, "other.example.test");
    const blocked = { clientRequestHTTPHost: "blog.example.test", action: "block", source: "ratelimit" };
    api.traffic.events.add(api.zoneId, blocked, {});
    api.traffic.events.add(api.zoneId, { ...blocked, action: "log" }, {});
  });
  afterAll(() => {
    server.close();
    api.remove();
  });

  const read = (domain: string, zone?: string, token = masterToken) => readTraffic({ url, token }, { domain, zone }, new Date());
  const tokenWith = async (...ids: readonly string[]): Promise<string> => {
    const resources = { [`com.cloudflare.api.account.zone.${api.zoneId}`]: "*" };
    const policies = [{ effect: "allow", permission_groups: ids.map((id) => ({ id })), resources }];
    return (await api.call<{ value: string }>("POST", "/user/tokens", { name: "limited", policies })).result.value;
  };
  const zoneRead = "c8fed203ed3043cba015a93ad1616f1f";
  const analyticsRead = "9c88f9c5bce24ce7af9a958ba9c504db";

  test("of the one host name, in the zone that has it, with the permissions that are named", async () => {
    const token = await tokenWith(zoneRead, analyticsRead);
    const { zone, hours, days } = await read("blog.example.test", undefined, token);
    expect([zone, hours.requests, hours.cached, hours.bytes, hours.threats]).toEqual(["example.test", 4, 1, 400, 1]);
    expect([days.requests, days.steps.length, days.threats]).toEqual([4, 7, undefined]);
    expect(hours.statuses).toEqual([
      { status: 200, requests: 2 },
      { status: 404, requests: 1 },
      { status: 429, requests: 1 },
    ]);
    expect(hours.countries).toEqual([{ country: "XX", requests: 4 }]);
  });

  test("or it is said which permission the token lacks, and which zone it does not see", async () => {
    const permissions = "the token needs Zone - Zone - Read and Zone - Analytics - Read";
    await expect(read("blog.example.test", undefined, await tokenWith(zoneRead))).rejects.toThrow(
      /^Cloudflare answered 403, Actor '.*' does not have permission 'com\.cloudflare\.api\.account\.zone\.analytics\.read' for zone \w+; the token needs /,
    );
    await expect(read("blog.example.test", undefined, await tokenWith(zoneRead))).rejects.toThrow(permissions);
    await expect(read("blog.example.test", undefined, "x".repeat(40))).rejects.toThrow(permissions);
    await expect(read("blog.elsewhere.test")).rejects.toThrow("the token sees no zone of blog.elsewhere.test");
    await expect(read("blog.example.test", "elsewhere.test")).rejects.toThrow("the token sees no zone of elsewhere.test");
  });

  test("or what the API answered that is not one", async () => {
    const wrong = `${url.replace("/client/v4", "")}/nowhere`;
    await expect(readTraffic({ url: wrong, token: masterToken }, { domain: "blog.example.test" }, new Date())).rejects.toThrow(/^Cloudflare answered 404/);
  });
});
