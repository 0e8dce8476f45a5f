import { setTimeout as sleep } from "node:timers/promises";
import { recordMemoryProvider } from "../../../../../components/edge/cloudflare/memory/execution/record-memory-provider";
import type { RecordMemoryInputs } from "../../../../../components/edge/cloudflare/memory/record-memory";
import { configRule } from "../../../../../components/edge/cloudflare/rules/host-rules";
import { edgeRuleProvider } from "../../../../../components/edge/cloudflare/rules/execution/rule-provider";
import { zoneSettingProvider } from "../../../../../components/edge/cloudflare/zone/execution/setting-provider";
import { servedApi } from "../../../localcloud/apis/cloudflare/served-api";

jest.mock("node:timers/promises", () => ({ setTimeout: jest.fn(() => Promise.resolve()) }));

const current = servedApi(14_718);

const domain = "blog.example.test";
const proxied: RecordMemoryInputs = { domain, leadsTo: "edge", lifetime: 0, behind: "203.0.113.7", parting: 10 };
const straight: RecordMemoryInputs = { domain, leadsTo: "203.0.113.7", lifetime: 65, isMade: true };
const told = `until then resolvers may lead visitors of ${domain} to the edge, which keeps its SSL mode for them`;

async function zoneHas(ssl: string): Promise<void> {
  await current().inZone("PATCH", "/settings/ssl", { value: ssl });
}

/** What the stack has set for the name: a rule of its own, or the zone's setting. */
async function nameHas(ssl: string, sslFor: "host" | "zone"): Promise<void> {
  const { zoneId } = current();
  if (sslFor === "host") await edgeRuleProvider.create({ zoneId, phase: "http_config_settings", ref: domain, ...configRule({ domain, ssl }) });
  else await zoneSettingProvider.create({ zoneId, zone: "example.test", settingId: "ssl", value: ssl, owner: "blog/dev", resource: domain });
}

/** For how long an update waits, and whether the preview and the run say so. */
async function wait(olds: RecordMemoryInputs, changed: RecordMemoryInputs): Promise<{ seconds: unknown; isTold: readonly boolean[] }> {
  const news = { ...changed, zoneId: current().zoneId };
  const said: string[] = [];
  const effects = (await recordMemoryProvider.effects?.(news, olds)) ?? [];
  await recordMemoryProvider.update(domain, olds, news, (step) => said.push(step));
  return { seconds: Number(jest.mocked(sleep).mock.lastCall?.[0]) / 1000, isTold: [effects, said].map((texts) => texts.some((text) => text.includes(told))) };
}

describe("a name that leads past the edge from now on keeps the edge's mode while resolvers may lead visitors there", () => {
  test.each<[string, string, "host" | "zone", string]>([
    ["would redirect them in a circle", "flexible", "host", "full"],
    ["would redirect them in a circle by its setting of before", "flexible", "zone", "full"],
    ["would ask the host by http", "off", "host", "strict"],
    ["would demand a certificate that the name's mode does not", "strict", "host", "full"],
  ])("if the zone's own %s (%s)", async (_what, own, sslFor, mode) => {
    await zoneHas(own);
    await nameHas(mode, sslFor);
    expect(await wait(proxied, straight)).toEqual({ seconds: 305, isTold: [true, true] });
  });

  test.each<[string, string, string]>([
    ["takes every certificate", "full", "strict"],
    ["is the name's as well", "strict", "strict"],
  ])("but not if the zone's own %s", async (_what, own, mode) => {
    await zoneHas(own);
    await nameHas(mode, "host");
    expect(await wait(proxied, straight)).toEqual({ seconds: 0, isTold: [false, false] });
  });

  test("also if Cloudflare does not say what the zone's own is", async () => {
    expect(await wait(proxied, { ...straight, token: "wrong" })).toEqual({ seconds: 305, isTold: [true, true] });
  });

  test("once for both of its records, and not for a name that comes in its place", async () => {
    await zoneHas("flexible");
    await nameHas("full", "host");
    expect(await wait(proxied, { ...straight, isBeside: true })).toEqual({ seconds: 0, isTold: [false, false] });
    expect(await wait({ ...proxied, domain: "www.example.test" }, straight)).toEqual({ seconds: 0, isTold: [false, false] });
    expect(await wait(proxied, { ...proxied, parting: 11 })).toEqual({ seconds: 0, isTold: [false, false] });
  });
});
