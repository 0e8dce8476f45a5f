import { alarmDrift, alarmFiles, alarmParts, type AlarmTexts, type Watched } from "../../../../components/certificate/alarm/host-plan";

const site = "blog.example.com";
const ways: readonly Partial<Watched>[] = [{ alarm: { mail: "ops@example.com" } }, { webhook: "https://hooks.example/1" }, { ping: "https://pings.example/1" }];

test.each(ways)("a timer that is not active is drift where alarms go out by %j", (way) => {
  const problem = `tlsup-alarm-${site}.timer is off: nothing tells that a renewal is late`;
  expect(["active", "inactive", undefined].map((timer) => alarmDrift({ site, ...way }, timer))).toEqual([[], [problem], [problem]]);
});

test("without alarms there is no drift, and there are no files", () => {
  const texts = Object.fromEntries(alarmParts.map((part) => [part, ""])) as AlarmTexts;
  const keeping = { lineage: "/var/lib/tlsup/acme/blog", notes: "/n", renews: "a", activates: "b", retry: "c" };
  expect(alarmDrift({ site }, "inactive")).toEqual([]);
  expect(alarmFiles({ site }, keeping, texts)).toEqual([]);
  const files = alarmFiles({ site, webhook: "https://hooks.example/1" }, keeping, texts);
  expect(files.map(({ path, mode }) => `${mode} ${path}`)).toEqual([
    ...alarmParts.map((part) => `644 /usr/local/lib/tlsup-alarm/${site}/${part}.py`),
    `600 /usr/local/lib/tlsup-alarm/${site}/settings.json`,
    `644 /etc/systemd/system/tlsup-alarm-${site}.service`,
    `644 /etc/systemd/system/tlsup-alarm-${site}.timer`,
  ]);
});
