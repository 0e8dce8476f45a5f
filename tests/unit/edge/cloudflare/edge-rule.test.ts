import { fromApi, type EdgeRuleInputs } from "../../../../components/edge/cloudflare/rules/edge-rule";
import { rateLimitRule } from "../../../../components/edge/cloudflare/rules/host-rules";

const known: EdgeRuleInputs = { zoneId: "z1", phase: "http_ratelimit", ref: "r1", ...rateLimitRule("blog.example.com", { requests: 50 }) };

test.each([
  [{}, true],
  [{ requests_to_origin: false }, true],
  [{ requests_to_origin: true }, false],
])("a rate limiting rule that comes back with %j means the same: %s", (more, isSame) => {
  const { parameters, description, expression } = known;
  const ratelimit = { ...more, ...(JSON.parse(parameters) as Record<string, unknown>) };
  expect(fromApi({ description, expression, ratelimit }, known).parameters === parameters).toBe(isSame);
});
