import { configRule } from "../../../../components/edge/cloudflare/rules/host-rules";
import { claimsName } from "../../../../components/edge/cloudflare/zone/zone-setting";
import { operationsOf } from "../../../../components/provider/execution/operations";
import type { Properties } from "../../../../components/provider/value";
import { ProviderRun, type Stored } from "../../../support/provider-run";
import { servedApi } from "../../localcloud/apis/cloudflare/served-api";

const current = servedApi(14_712);

const runOf = (kind: string): ProviderRun => new ProviderRun(`tlsup:index:${kind}`, operationsOf(`tlsup:index:${kind}`));
const [domain, other] = ["blog.example.test", "www.blog.example.test"];

/** A change of the domain that a run could not end, and that the next run takes back. Returns what stands after it. */
async function turnBack(kind: string, inputsFor: (domain: string) => Properties): Promise<Stored> {
  const original = await runOf(kind).create(inputsFor(domain));
  const between = await runOf(kind).create(inputsFor(other));
  const run = runOf(kind);
  const again = await run.create(inputsFor(domain));
  for (const each of [original, between]) await run.delete(each);
  return again;
}

test("a setting of the whole zone keeps its value and its claim, and is given back in the end", async () => {
  const [valueOf, claims] = [
    async () => (await current().inZone<{ value: unknown }>("GET", "/settings/min_tls_version")).result.value,
    async () =>
      (await current().inZone<{ name: string; content: string }[]>("GET", "/dns_records?type=TXT")).result
        .filter(({ name }) => name.endsWith(claimsName("example.test")))
        .map(({ content }) => /resource=([\w.]+)/.exec(content)?.[1]),
  ];
  const before = await valueOf();
  const again = await turnBack("ZoneSetting", (resource) => {
    return {
      zoneId: current().zoneId,
      zone: "example.test",
      settingId: "min_tls_version",
      value: resource === domain ? "1.3" : "1.2",
      owner: "blog/dev",
      resource,
    };
  });
  expect([await valueOf(), await claims()]).toEqual(["1.3", [domain]]);
  await runOf("ZoneSetting").delete(again);
  expect([await valueOf(), await claims()]).toEqual([before, []]);
});

test("a rule stays, and goes in the end", async () => {
  const rules = async () => {
    const { result } = await current().inZone<{ rules?: { ref: string }[] }>("GET", "/rulesets/phases/http_config_settings/entrypoint");
    return (result.rules ?? []).map(({ ref }) => ref);
  };
  const again = await turnBack("EdgeRule", (ref) => {
    return { zoneId: current().zoneId, phase: "http_config_settings", ref, ...configRule({ domain: ref, ssl: "strict" }) };
  });
  expect(await rules()).toEqual([domain]);
  await runOf("EdgeRule").delete(again);
  expect(await rules()).toEqual([]);
});
