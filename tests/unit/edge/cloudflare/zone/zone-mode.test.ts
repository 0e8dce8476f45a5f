import { zoneSettingProvider } from "../../../../../components/edge/cloudflare/zone/execution/setting-provider";
import { heardBy } from "../../../../../components/shared/execution/tell";
import type { ZoneSettingInputs } from "../../../../../components/edge/cloudflare/zone/zone-setting";
import { servedApi } from "../../../localcloud/apis/cloudflare/served-api";

const current = servedApi(14_720);

describe("a zone's mode, which each name's host must be proven for,", () => {
  const mode = (name: string, value: string): ZoneSettingInputs => ({
    zoneId: current().zoneId,
    zone: "example.test",
    settingId: "ssl",
    owner: "site/shops",
    resource: `${name}.example.test`,
    value,
  });
  const zoneMode = async (): Promise<unknown> => (await current().inZone<{ value: unknown }>("GET", "/settings/ssl")).result.value;
  const both = async (value: string) => [await zoneSettingProvider.create(mode("a", value)), await zoneSettingProvider.create(mode("b", value))] as const;
  const change = async ({ id, outs }: Awaited<ReturnType<typeof both>>[0], to: ZoneSettingInputs) => ({
    id,
    ...(await zoneSettingProvider.update(id, outs, to)),
  });

  test.each([
    ["full", "strict"],
    ["full", "flexible"],
  ])("goes from %s to %s once the last name of the stack states it", async (from, to) => {
    const [a, b] = await both(from);
    const told: string[] = [];
    await heardBy(
      (text) => told.push(text),
      () => change(a, mode("a", to)),
    );
    const warning = `warning: the zone keeps ssl: ${from} until b.example.test states ${to} as well`;
    expect([await zoneMode(), told]).toEqual([from, [expect.stringContaining(warning)]]);
    await change(b, mode("b", to));
    expect(await zoneMode()).toBe(to);
  });

  test("stays for a claim that an interrupted run left behind, and goes to the stated one once the record that the warning names is deleted", async () => {
    const [a] = await both("full");
    const told: string[] = [];
    const strict = await heardBy(
      (text) => told.push(text),
      () => change(a, mode("a", "strict")),
    );
    expect(await zoneMode()).toBe("full");
    const [, name = ""] = /delete its TXT record (\S+), and run/.exec(told.join()) ?? [];
    const { result } = await current().inZone<{ id: string }[]>("GET", `/dns_records?name=${name}`);
    expect(result).toHaveLength(1);
    await current().inZone("DELETE", `/dns_records/${String(result[0]?.id)}`);
    await change(strict, mode("a", "strict"));
    expect(await zoneMode()).toBe("strict");
  });

  test("goes to the last names' one when a name is deleted that stated another", async () => {
    const [a, b] = await both("full");
    await change(a, mode("a", "strict"));
    await zoneSettingProvider.delete(b.id, b.outs);
    expect(await zoneMode()).toBe("strict");
  });

  test("stays as a name still states it when another name that stated the same is deleted", async () => {
    const [a, b] = await both("full");
    const c = await zoneSettingProvider.create(mode("c", "full"));
    await change(a, mode("a", "strict"));
    await zoneSettingProvider.delete(b.id, b.outs);
    expect(await zoneMode()).toBe("full");
    await change(c, mode("c", "strict"));
    expect(await zoneMode()).toBe("strict");
  });

  test.each(["strict", "flexible"])("goes from %s to full with the first name: the hosts that are pushed then need it", async (from) => {
    const [a, b] = await both(from);
    await change(a, mode("a", "full"));
    expect(await zoneMode()).toBe("full");
    await change(b, mode("b", "full"));
    expect(await zoneMode()).toBe("full");
  });
});
