import { showsCertificate } from "../../../../components/site/chain/execution/zone-rules";
import { inDays } from "../../../support/observations";

test.each([
  [404, {}, false],
  [403, {}, undefined],
  [200, { enabled: true }, true],
  [200, { enabled: null }, false],
  [200, { enabled: true, expires_on: inDays(-1) }, false],
  [200, { enabled: true, expires_on: new Date(Date.now() + 60_000).toISOString() }, true],
])("a certificate is shown where Cloudflare says so, and while it is valid: %d %j", async (status, result, shows) => {
  expect(await showsCertificate(() => Promise.resolve(Response.json({ result }, { status })), "blog.example.com")).toBe(shows);
});
