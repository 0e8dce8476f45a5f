import * as pulumi from "@pulumi/pulumi";
import type { HeldClaim } from "../../components/edge/cloudflare/zone/execution/claims";
import type { CloudflareProxySettings } from "../../components/edge/cloudflare/zone-settings";
import { registered } from "../support/mocks";
import { deploy } from "../support/deployed-site";
import { ruleRef } from "../../components/edge/cloudflare/rules/host-rules";

type Mode = CloudflareProxySettings["ssl"];

/** What a Configuration Rule says of the name, whose rule it is, and what the zone's stacks have claimed. */
let mockRule: Mode | undefined;
let mockRef: string;
let mockClaims: HeldClaim[];
jest.mock("../../components/edge/cloudflare/rules/execution/mode-by-rule", () => ({
  modeByRule: (_zone: string, _domain: string, _token: unknown, ref = mockRef) => Promise.resolve(ref === mockRef ? mockRule : undefined),
}));
jest.mock("../../components/edge/cloudflare/zone/execution/claims", () => ({ standingClaims: () => Promise.resolve(mockClaims) }));
const mockRefuse = jest.fn();
jest.mock("../../components/edge/cloudflare/zone/mode-order", () => ({
  ...jest.requireActual<object>("../../components/edge/cloudflare/zone/mode-order"),
  refuseOutranked: (...given: unknown[]) => void mockRefuse(...given),
}));

let warnings: string[];
beforeEach(() => {
  mockRefuse.mockClear();
  [mockRule, mockRef, mockClaims, warnings] = [undefined, "another's", [], []];
  jest.spyOn(pulumi.log, "warn").mockImplementation((text) => Promise.resolve(void warnings.push(text)));
});

const accept = ["untrusted-by-edge", "redirect-circle", "plain-to-origin", "plain-to-visitors"] as const;

/** When the mode is set, by the kind of resource that sets it. */
async function order(ssl: Mode, zone: Mode, sslFor: "host" | "zone" = "host"): Promise<string> {
  await deploy({ proxy: { provider: "cloudflare", ssl, sslFor }, accept }, zone);
  const at = (wanted: (name: string, type: string) => boolean) => registered.findIndex(({ name, type }) => wanted(name, type));
  const mode = at((name) => name.endsWith(sslFor === "host" ? "-config" : "-ssl"));
  const [push, record] = ["tlsup:index:Release", "cloudflare:index/dnsRecord:DnsRecord"].map((wanted) => at((_, type) => type === wanted));
  expect([mode, push, record]).not.toContain(-1);
  expect(record).toBeGreaterThan(mode);
  return mode < Number(push) ? "before the push" : "after the push";
}

test.each([
  ["flexible", "full", "before the push"],
  ["off", "full", "before the push"],
  ["full", "flexible", "after the push"],
  ["full", "off", "after the push"],
  ["flexible", "off", "after the push"],
  ["full", "strict", "after the push"],
] as const)("from %s to %s by the name's rule, the edge's mode is set %s, without a warning", async (current, ssl, when) => {
  mockRule = current;
  expect(await order(ssl, "strict")).toBe(when);
  expect(warnings).toEqual([]);
});

test.each(["flexible", "off"] as const)(
  "from %s to full by the zone's setting, which the stack has set for the name, the mode is set before the push",
  async (was) => {
    const claim = { setting: "ssl", value: was, former: "strict", owner: "project/stack", resource: "blog.example.com" };
    mockClaims = [{ id: "1", claim }];
    expect(await order("full", was, "zone")).toBe("before the push");
  },
);

test.each(["flexible", "off"] as const)(
  "in a zone that is %s, a name which is new gets its mode after the push: until then something else may answer",
  async (was) => {
    mockClaims = [{ id: "1", claim: { setting: "ssl", value: was, former: "strict", owner: "project/stack", resource: "shop.example.com" } }];
    expect(await order("full", was)).toBe("after the push");
    expect(await order("strict", was)).toBe("after the push");
    expect(warnings).toEqual([]);
  },
);

test.each([
  ["flexible", "strict"],
  ["off", "strict"],
  ["strict", "flexible"],
  ["strict", "off"],
] as const)("from %s to %s in one run, which no order spares visitors, a preview advises to go by full", async (current, ssl) => {
  mockRule = current;
  await order(ssl, "full");
  expect(warnings).toEqual([expect.stringMatching(/^Between strict and flexible or off, visitors may .* error 526 until the run ends: go by full/)]);
});

describe("from the name's rule to full by the zone's setting", () => {
  const own = ruleRef(["project", "stack", "blog.example.com", "config"]);

  test.each<[string, Mode, string, object, unknown[]]>([
    ["is judged by the stack's own rule", "strict", own, {}, [["blog.example.com", "full", "strict"]]],
    ["is not judged by another's, which stays", "strict", "another's", {}, [["blog.example.com", "full", undefined]]],
    ["is not judged where the rule stays, without a mode", "strict", own, { underAttack: true }, []],
    ["is not judged where the mode stays", "full", own, {}, []],
  ])("a change %s", async (_what, was, ref, more, judged) => {
    [mockRule, mockRef] = [was, ref];
    await deploy({ proxy: { provider: "cloudflare", ssl: "full", sslFor: "zone", ...more }, accept });
    expect(mockRefuse.mock.calls).toEqual(judged);
  });
});
