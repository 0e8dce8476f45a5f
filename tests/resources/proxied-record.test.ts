import { ProxiedRecord } from "../../components";
import { mockPulumi, valueOf } from "../support/mocks";

test.each([["pro"], [undefined]])("a name whose requests are limited has a record in a zone whose plan is, to the token, %s", async (legacyId) => {
  const zone = { zoneId: "zone-1", ...(legacyId !== undefined && { plan: { legacyId } }) };
  await mockPulumi({}, { "cloudflare:index/getZone:getZone": zone });
  const args = { domain: "blog.example.com", address: "198.51.100.1", provider: "cloudflare", ssl: "full", rateLimit: { requests: 9 } } as const;
  await expect(valueOf(new ProxiedRecord("blog", args).recordId)).resolves.toBe("1234");
});
