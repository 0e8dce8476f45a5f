import { execFileSync } from "node:child_process";
import { stopClock } from "../stopped-clock";
import { Api } from "./api-fixture";

// What is made at the same time is told apart by nothing but the order in which it was made: ids are drawn.
const numbers = Array.from({ length: 10 }, (_, index) => index);
const csr = execFileSync(
  "openssl",
  ["req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "/dev/null", "-subj", "/CN=x"],
  { encoding: "utf8", stdio: "pipe" },
);
const policies = (zone: string): object[] => [
  { effect: "allow", permission_groups: [{ id: "c8fed203ed3043cba015a93ad1616f1f" }], resources: { [`com.cloudflare.api.account.zone.${zone}`]: "*" } },
];

const lists: Readonly<Record<string, { readonly create: (api: Api, index: number) => [path: string, body: object]; readonly list: (api: Api) => string }>> = {
  "records of one type and name": {
    create: (api, index) => [`/zones/${api.zoneId}/dns_records`, { type: "TXT", name: "many", content: String(100 - index) }],
    list: (api) => `/zones/${api.zoneId}/dns_records`,
  },
  certificates: {
    create: () => ["/certificates", { csr, hostnames: ["example.test"], request_type: "origin-ecc", requested_validity: 90 }],
    list: (api) => `/certificates?zone_id=${api.zoneId}`,
  },
  tokens: {
    create: (api, index) => ["/user/tokens", { name: `token ${String(index)}`, policies: policies(api.zoneId) }],
    list: () => "/user/tokens",
  },
};

let api: Api;
beforeEach(async () => {
  stopClock();
  api = await Api.open();
});
afterEach(() => {
  jest.useRealTimers();
  api.remove();
});

it.each(Object.entries(lists))(
  "%s that are made at the same time are listed in the order in which they were made, also by a daemon that starts again",
  async (_name, { create, list }) => {
    const made: string[] = [];
    for (const index of numbers) made.push((await api.call("POST", ...create(api, index))).result.id);
    const listed = async (asked: Api): Promise<string[]> => (await asked.call<{ id: string }[]>("GET", list(asked))).result.map(({ id }) => id);
    expect(await listed(api)).toEqual(made);
    expect(await listed(await Api.open(api.directory))).toEqual(made);
  },
);

it("a record that is changed keeps its place, also when its name changes there and back", async () => {
  const made: string[] = [];
  for (const index of numbers) made.push((await api.inZone("POST", "/dns_records", { type: "TXT", name: "many", content: String(index) })).result.id);
  await api.inZone("PATCH", `/dns_records/${String(made[0])}`, { content: "changed" });
  await api.inZone("PATCH", `/dns_records/${String(made[1])}`, { name: "other" });
  await api.inZone("PATCH", `/dns_records/${String(made[1])}`, { name: "many" });
  expect((await api.inZone<{ id: string }[]>("GET", "/dns_records")).result.map(({ id }) => id)).toEqual(made);
});
