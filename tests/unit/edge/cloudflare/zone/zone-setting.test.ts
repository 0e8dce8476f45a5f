import { zoneSettingChanges, type ZoneSettingInputs } from "../../../../../components/edge/cloudflare/zone/zone-setting";

const stated: ZoneSettingInputs = {
  ...{ zoneId: "zone-1", zone: "example.test", settingId: "min_tls_version", owner: "site/a", resource: "a.example.test" },
  value: "1.2",
};

test.each<[string, Partial<ZoneSettingInputs>, boolean, readonly string[]]>([
  ["the same", {}, false, []],
  ["another value", { value: "1.3" }, true, []],
  ["another zone", { zoneId: "zone-2" }, true, ["zoneId"]],
  ["another setting", { settingId: "ssl" }, true, ["settingId"]],
  ["another stack", { owner: "site/b" }, true, ["owner"]],
  ["another resource", { resource: "b.example.test" }, true, ["resource"]],
])("a statement about a zone that says %s changes: %s", (_what, news, changes, replaces) => {
  expect(zoneSettingChanges({ ...stated, former: "1.0" }, { ...stated, ...news })).toEqual({ changes, replaces });
});
